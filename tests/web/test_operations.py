"""How the site behaves around its pages: language, content security policy, throttled log-in, secret key."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from shanhai.web.csp import framed
from shanhai.web.secret import read_or_make_key

PASSWORD = "Ming-Yue-1983"


@pytest.fixture
def user(db: None) -> object:
    return get_user_model().objects.create_user("li", password=PASSWORD, role="admin", is_staff=True)


@pytest.fixture
def throttled(settings: Any) -> None:
    """The real throttling, which other tests run without."""
    settings.AXES_ENABLED = True


def log_in(client: Client, password: str, username: str = "li", **extra: str) -> HttpResponse:
    return client.post(reverse("admin:login"), {"username": username, "password": password}, **extra)


@pytest.mark.usefixtures("throttled")
class TestThrottling:
    def test_five_wrong_passwords_lock_the_right_one_too(self, client: Client, user: object) -> None:
        for _ in range(4):
            assert log_in(client, "wrong").status_code == 200
        locked = log_in(client, "wrong")
        assert locked.status_code == 429
        assert "十五分钟" in locked.content.decode()
        assert log_in(client, PASSWORD).status_code == 429

    def test_another_address_and_another_user_are_not_locked_out(self, client: Client, user: object) -> None:
        get_user_model().objects.create_user("wang", password=PASSWORD, role="admin", is_staff=True)
        for _ in range(6):
            log_in(client, "wrong")
        assert log_in(client, PASSWORD, "wang").status_code == 302
        assert log_in(Client(), PASSWORD, REMOTE_ADDR="10.1.2.3").status_code == 302

    def test_a_right_password_clears_the_count(self, client: Client, user: object) -> None:
        for _ in range(3):
            for _ in range(4):
                log_in(client, "wrong")
            assert log_in(client, PASSWORD).status_code == 302
            client.logout()


@pytest.mark.django_db
class TestLanguage:
    def page(self, client: Client, **headers: str) -> str:
        return client.get(reverse("admin:login"), headers=headers).content.decode()

    def test_chinese_whatever_the_browser_says(self, client: Client) -> None:
        assert 'lang="zh-hans"' in self.page(client)
        assert 'lang="zh-hans"' in self.page(client, **{"accept-language": "en-US,en;q=0.9"})

    def test_english_once_chosen(self, client: Client) -> None:
        client.post(reverse("set_language"), {"language": "en"})
        assert 'lang="en"' in self.page(client)

    def test_a_language_we_do_not_have_is_chinese(self, client: Client, settings: Any) -> None:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
        assert 'lang="zh-hans"' in self.page(client)


@pytest.mark.django_db
def test_scripts_come_from_this_site_only_and_eval_is_for_the_frame(client: Client) -> None:
    strict = client.get("/no-such-page/").headers["Content-Security-Policy"]
    assert "unsafe" not in strict
    frame = client.get(reverse("admin:login")).headers["Content-Security-Policy"]
    policy = dict(part.strip().split(" ", 1) for part in frame.split(";"))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "http" not in frame


def test_framed_decorator_asks_for_the_frame_policy() -> None:
    response = framed(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert "script-src" in response._csp_replace


def test_key_is_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    path, keys = tmp_path / "deep" / "secret.key", []
    threads = [threading.Thread(target=lambda: keys.append(read_or_make_key(path))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 16
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret.key"]
