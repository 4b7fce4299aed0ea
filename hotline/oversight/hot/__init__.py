"""热点事件: found in new cases by the courier, decided on by people."""
