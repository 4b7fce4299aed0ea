"""What each event is called on the timeline, which words it carries, and what the rule allowed.

Total over the events of a case: a test compares it with the closed union. The tables lie by theme:
`telling_intake`, `telling_units`, `telling_requests`, `telling_ending`.
"""

from hotline.handling.telling import Telling
from hotline.handling.telling_automatic import AUTOMATIC
from hotline.handling.telling_doubts import DOUBTS
from hotline.handling.telling_ending import ENDING
from hotline.handling.telling_following import FOLLOWING
from hotline.handling.telling_intake import INTAKE
from hotline.handling.telling_mass import MASS
from hotline.handling.telling_outer import OUTER
from hotline.handling.telling_procedure import PROCEDURE
from hotline.handling.telling_repeats import REPEATS
from hotline.handling.telling_requests import REQUESTS
from hotline.handling.telling_supervision import SUPERVISION
from hotline.handling.telling_units import UNITS

TELLINGS: dict[type, Telling] = {
    **PROCEDURE,
    **OUTER,
    **AUTOMATIC,
    **(INTAKE | FOLLOWING | UNITS | REQUESTS | REPEATS | DOUBTS | SUPERVISION | ENDING | MASS),
}
