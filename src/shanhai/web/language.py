"""Which language a page speaks: Chinese, unless this visitor has chosen English with the switch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Django's own middleware, but deaf to ``Accept-Language``.

    Office computers often run an English browser whose user reads Chinese; what the browser says is no
    choice of its user, the switch (``set_language``, a cookie) is.
    """

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
