// Choosing photos: shots and picks are gathered, shown with their size, and made smaller on a slow
// line. Without this file the two inputs are sent as they are.
"use strict";

const SLOW = ["slow-2g", "2g", "3g"];
const LONGEST = 1600;

const isSlow = () => {
  const line = navigator.connection;
  return Boolean(line && (line.saveData || SLOW.includes(line.effectiveType)));
};

// The picture redrawn at most LONGEST wide or high; what is no picture, or becomes no smaller, stays.
const smaller = (file) => new Promise((resolve) => {
  if (!isSlow() || !/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 300000) return resolve(file);
  const image = new Image();
  const done = (found) => { URL.revokeObjectURL(image.src); resolve(found); };
  image.onerror = () => done(file);
  image.onload = () => {
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const better = blob && blob.size < file.size;
      done(better ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file);
    }, "image/jpeg", 0.8);
  };
  image.src = URL.createObjectURL(file);
});

for (const field of document.querySelectorAll("[data-photos]")) {
  const camera = field.querySelector("[data-camera]");
  const gallery = field.querySelector("[data-gallery]");
  const list = field.querySelector("[data-chosen]");
  const { photoMb, tooMany, tooLarge, remove } = field.dataset;
  let most = Number(field.dataset.most);
  let chosen = [];
  let waiting = Promise.resolve();
  field.classList.add("enhanced");

  const tell = (text) => {
    const line = document.createElement("li");
    line.className = "error";
    line.textContent = text;
    list.append(line);
  };
  const show = () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.textContent = "";
    chosen.forEach((file, at) => {
      const line = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = "";
        line.append(image);
      }
      const name = document.createElement("span");
      name.textContent = `${file.name}（${file.size < 1e5 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`}）`;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = remove;
      button.setAttribute("aria-label", `${remove} ${file.name}`);
      button.addEventListener("click", () => { chosen.splice(at, 1); keep(); gallery.focus(); });
      line.append(name, button);
      list.append(line);
    });
  };
  // All that is chosen lies in the gallery's input, so the form sends it like any other.
  const keep = () => {
    const files = new DataTransfer();
    for (const file of chosen) files.items.add(file);
    gallery.files = files.files;
    show();
  };
  const take = async (files) => {
    const kept = await Promise.all([...files].map(smaller));
    const large = kept.filter((file) => file.type.startsWith("image/") && file.size > photoMb * 1e6);
    const fine = kept.filter((file) => !large.includes(file));
    const room = most - chosen.length;
    chosen = [...chosen, ...fine.slice(0, room)];
    keep();
    if (large.length) tell(`${tooLarge}${large.map((file) => file.name).join("、")}`);
    if (fine.length > room) tell(`${tooMany} ${most}`);
  };
  // What was kept from a refused form: taken out here, without sending the form for it.
  for (const button of field.querySelectorAll("[data-kept] button")) {
    button.type = "button";
    button.addEventListener("click", () => {
      const all = button.closest("[data-kept]");
      button.closest("li").remove();
      most += 1;
      if (!all.children.length) { document.getElementById("kept").remove(); all.remove(); }
      gallery.focus();
    });
  }
  for (const input of [camera, gallery]) {
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      if (input === gallery) keep();
      waiting = waiting.then(() => take(files));
    });
  }
}

// "Use my position": written as words into the place, where it can be read, changed and removed.
for (const button of document.querySelectorAll("[data-position]")) {
  const place = document.getElementById(button.dataset.position);
  const said = document.querySelector("[data-position-said]");
  if (!place || !navigator.geolocation || !window.isSecureContext) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition((found) => {
      const { latitude, longitude } = found.coords;
      const point = `（${button.dataset.word} ${latitude.toFixed(5)}, ${longitude.toFixed(5)}）`;
      place.value = place.value.replace(/（[^（）]*-?\d+\.\d{5}, -?\d+\.\d{5}）/, "").slice(0, 150) + point;
      place.dispatchEvent(new Event("input", { bubbles: true }));
      said.textContent = "";
      button.disabled = false;
    }, () => {
      said.textContent = button.dataset.failed;
      button.disabled = false;
    }, { enableHighAccuracy: true, timeout: 15000 });
  });
}
