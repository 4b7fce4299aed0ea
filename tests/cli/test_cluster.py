"""The test cluster itself: roles, locale, durability."""

from django.db import connections


def test_application_role_is_not_the_owner(db: None) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, name = cursor.fetchone()
    assert user == "hotline_app"
    assert name.startswith("worker_")


def test_durable_and_of_fixed_locale(own_database: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('full_page_writes')")
        assert cursor.fetchone() == ("on", "on")
        cursor.execute(
            "SELECT current_database(), datlocprovider, datlocale FROM pg_database"
            " WHERE datname = current_database()"
        )
        assert cursor.fetchone() == (own_database, "b", "C.UTF-8")
