import { decimalsOf, formatAmount } from "@moddy/schemas";
import t from "tap";

// Source: Stripe, "Supported currencies": the presentment currencies, and the three-decimal ones.
const STRIPE =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP " +
  "CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD " +
  "JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN " +
  "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB " +
  "TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW";
const ZERO = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" ");
const THREE = "BHD JOD KWD OMR TND".split(" ");

/** What an amount is worth, read from its text. */
const numberIn = (text: string) => Number(/\d[\d,]*(?:\.\d+)?/.exec(text)?.[0].replaceAll(",", ""));

t.test("every currency of Stripe's has Stripe's decimals", async (t) => {
  for (const code of STRIPE.split(" ")) {
    const decimals = ZERO.includes(code) ? 0 : THREE.includes(code) ? 3 : 2;
    t.equal(decimalsOf(code.toLowerCase()), decimals, code);
    t.equal(numberIn(formatAmount(123_400, code.toLowerCase())), 123_400 / 10 ** decimals, code);
  }
});

t.test("where Intl counts otherwise", async (t) => {
  const write = (amount: number, currency: string) => formatAmount(amount, currency).replaceAll("\u00a0", " ");
  t.equal(write(129_900, "huf"), "HUF 1,299.00");
  t.equal(write(50_000, "isk"), "ISK 500", "in hundredths, shown whole");
  t.equal(write(1_850_000, "ugx"), "UGX 18,500");
  t.equal(write(1_850_050, "ugx"), "UGX 18,500.50", "a rest that Stripe never charges is not hidden");
  t.equal(write(4_900_000, "idr"), "IDR 49,000.00");
  t.equal(write(15_000, "twd"), "NT$150.00");
  t.equal(write(2_000, "mga"), "MGA 2,000");
});

t.test("where it does not", async (t) => {
  const write = (amount: number, currency: string) => formatAmount(amount, currency).replaceAll("\u00a0", " ");
  t.equal(write(499, "usd"), "$4.99");
  t.equal(write(500, "eur"), "€5.00");
  t.equal(write(499, "jpy"), "¥499");
  t.equal(write(1_230, "kwd"), "KWD 1.230");
});
