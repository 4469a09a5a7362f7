from django.urls import path

from acogida.web.help import desk

app_name = "desk"
urlpatterns = [
    path("help", desk.listing, name="list"),
    path("help/desk", desk.desk, name="desk"),
    path("help/<uuid:pk>", desk.detail, name="detail"),
    path("help/<uuid:pk>/take", desk.take, name="take"),
    path("help/<uuid:pk>/decline", desk.decline, name="decline"),
    path("help/<uuid:pk>/answer", desk.answer, name="answer"),
]
