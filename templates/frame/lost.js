if (location.protocol === "file:") document.querySelector("base").remove();
