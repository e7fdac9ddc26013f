// Starts Swagger UI on /docs; a file of its own because the content security policy allows no inline script.
const mount = document.getElementById("api");
window.SwaggerUIBundle({
  url: mount.dataset.schema,
  domNode: mount,
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  syntaxHighlight: { activated: true, theme: "idea" },
});
