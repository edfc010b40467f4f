// Starts Swagger UI. The badge that would ask a foreign validator is off; nothing is kept in the browser.
"use strict";
(() => {
  const place = document.getElementById("swagger-ui");
  SwaggerUIBundle({
    url: place.dataset.schemaUrl,
    domNode: place,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    validatorUrl: null,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: false,
    requestInterceptor: (request) => {
      const own = new URL(request.url, document.baseURI).origin === window.location.origin;
      if (own && !["GET", "HEAD", undefined].includes(request.method) && !request.headers.Authorization) {
        request.headers["X-CSRFToken"] = place.dataset.csrfToken;
      }
      return request;
    },
  });
})();
