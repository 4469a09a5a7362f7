from django.urls import path

from acogida.web.help import asking

app_name = "help"
urlpatterns = [
    path("help", asking.ask, name="ask"),
    path("help/send", asking.send, name="send"),
]
