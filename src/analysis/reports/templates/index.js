"use strict";
// Shows the cards that fit what is chosen and in which every typed word stands. Without scripts all of them show.
(() => {
  const words = JSON.parse(document.body.dataset.words);
  const box = document.querySelector(".filter"), cards = [...document.querySelectorAll(".card")];
  const none = document.querySelector(".none"), status = box.querySelector("[role=status]");
  const text = document.getElementById("filter"), choices = [...box.querySelectorAll("select")];
  const fit = () => {
    const wanted = text.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const card of cards) {
      const said = card.textContent.toLocaleLowerCase();
      const chosen = choices.every((choice) => !choice.value || card.dataset[choice.name] === choice.value);
      card.hidden = !chosen || !wanted.every((word) => said.includes(word));
    }
    for (const section of document.querySelectorAll("section:has(.card)")) {
      section.hidden = !section.querySelector(".card:not([hidden])");
    }
    const left = cards.filter((card) => !card.hidden).length;
    none.hidden = left > 0;
    status.textContent = left < cards.length ? `${left} ${words.of} ${cards.length}` : "";
  };
  box.hidden = false;
  box.addEventListener("input", fit);
  fit(); // a browser that comes back to the page keeps what was chosen
})();
