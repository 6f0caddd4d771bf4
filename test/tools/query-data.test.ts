import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultSettings } from "../../web/core/settings.ts";
import { refusal } from "../../web/core/tools/fetch-policy.ts";
import { originsOf } from "../../web/core/tools/tool.ts";
import type { ToolFetchResult } from "../../web/core/tools/tool-fetch.ts";
import { tool as describeData } from "../../web/tools/describe-data.ts";
import { tool as queryData } from "../../web/tools/query-data.ts";
import { type DataServer, serveData } from "../fakes/datasette.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";

let server: DataServer;

beforeAll(async () => {
  server = await serveData(
    "shop",
    `create table customers (id integer primary key, name text, city text);
     create table orders (id integer primary key,
       customer integer references customers(id), total real, note text);
     create index by_customer on orders (customer);
     create view rich as select name from customers where id in (select customer from orders where total > 50);
     insert into customers values (1, 'Ada', 'London'), (2, 'Grace', null), (3, '<b>Eve</b>', 'Bonn');
     insert into orders values (1, 1, 99.5, null), (2, 1, 0.5, 'gift; wrapped'), (3, 2, 12, 'delete me');`,
  );
});

afterAll(() => server.close());

/** A context that fetches for real. */
function scene(dataUrl = server.url) {
  const context = new FakeToolContext();
  context.settings = { ...defaultSettings, dataUrl };
  context.fetch = async (url): Promise<ToolFetchResult> => {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw refusal(new URL(url), response.status, text);
    return { status: response.status, text, json: () => JSON.parse(text) };
  };
  return context;
}

const ask = (sql: string, context = scene()) => queryData.run({ sql }, context);

describe("query_data", () => {
  it("gives the rows of a query", async () => {
    const sql =
      "select c.name, count(*) as orders, sum(o.total) as total from orders o join customers c on c.id = o.customer group by c.id order by total desc";
    expect(await ask(sql)).toEqual({
      status: "ok",
      rows: [
        { name: "Ada", orders: 2, total: 100 },
        { name: "Grace", orders: 1, total: 12 },
      ],
    });
  });

  it("shows them as a table, whatever is in them", async () => {
    const context = scene();
    await ask("select id, name, city from customers order by id", context);
    expect(context.cards).toEqual([
      {
        kind: "table",
        columns: ["id", "name", "city"],
        rows: [
          ["1", "Ada", "London"],
          ["2", "Grace", ""],
          ["3", "<b>Eve</b>", "Bonn"],
        ],
      },
    ]);
  });

  it("gives no more than 50 rows, and says that there are more", async () => {
    const numbers =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 60) select i from n";
    const context = scene();
    const told = await ask(numbers, context);
    expect(told).toMatchObject({ status: "ok", note: expect.stringContaining("more rows than these 50") });
    expect(told["rows"]).toHaveLength(50);
    expect(context.cards[0]).toMatchObject({ rows: expect.objectContaining({ length: 50 }) });
  });

  it("says that no row fits", async () => {
    const context = scene();
    expect(await ask("select * from orders where total > 1000", context)).toMatchObject({
      status: "no_results",
    });
    expect(context.cards).toEqual([]);
  });

  it("tells what the database does not understand, so that the model can mend it", async () => {
    expect(await ask("select nme from customers")).toEqual({
      status: "invalid_sql",
      message: "no such column: nme",
      retryable: true,
    });
  });

  it.each([
    "select note from orders where note = 'gift; wrapped'",
    "SELECT count(*) FROM orders WHERE note LIKE 'delete%';",
    "-- delete old ones?\nselect 1",
    "/* insert */ select 1 as [update]",
    'select 1 as "drop; table"',
    "with a as (select 1 as x) select replace('abc', 'b', x) from a",
    "  select 1  ;  ",
  ])("sends what only reads: %s", async (sql) => {
    expect(await ask(sql)).toMatchObject({ status: "ok" });
  });

  it.each([
    "delete from orders",
    "drop table orders",
    "pragma table_info(orders)",
    "attach 'x' as y",
    "select 1; delete from orders",
    "with a as (select 1) delete from orders",
    "with a as (select 1) insert into orders select * from a",
    "with a as (select 1) replace  into orders select * from a",
    "with a as (select 1) UPDATE orders set total = 0",
    "/* select */ delete from orders",
    "'select' delete from orders",
    "selection",
    "",
  ])("never sends: %s", async (sql) => {
    const before = server.queries.length;
    expect(await ask(sql)).toMatchObject({ status: "invalid_sql", retryable: true });
    expect(server.queries.length).toBe(before);
  });

  it.each(["/", ".json"])("takes an address that ends in %s", async (ending) => {
    expect(await ask("select 1 as one", scene(server.url + ending))).toMatchObject({ rows: [{ one: 1 }] });
  });

  it("does not hide that there is no such database", async () => {
    await expect(ask("select 1", scene(`${server.url}x`))).rejects.toMatchObject({ status: 404 });
  });
});

describe("describe_data", () => {
  it("gives the tables and views with the SQL that made them, and shows their names", async () => {
    const context = scene();
    expect(await describeData.run({}, context)).toEqual({
      status: "ok",
      dialect: "SQLite",
      tables: [
        { name: "customers", sql: "CREATE TABLE customers (id integer primary key, name text, city text)" },
        {
          name: "orders",
          sql: "CREATE TABLE orders (id integer primary key, customer integer references customers(id), total real, note text)",
        },
        { name: "rich", sql: expect.stringMatching(/^CREATE VIEW rich as select name/) },
      ],
    });
    expect(context.cards).toEqual([
      { kind: "list", title: "Tables", items: ["customers", "orders", "rich"] },
    ]);
  });
});

describe.each([
  ["query_data", queryData, { sql: "select 1" }],
  ["describe_data", describeData, {}],
])("%s", (_name, tool, args) => {
  it("says that the address can be set while there is none", async () => {
    const context = scene("");
    expect(await tool.run(args, context)).toMatchObject({
      status: "not_configured",
      message: expect.stringContaining("Settings"),
      retryable: false,
    });
    expect(context.fetched).toEqual([]);
  });

  it("may go to the person's own database only", () => {
    const origins = (dataUrl: string) => originsOf(tool, { ...defaultSettings, dataUrl });
    expect(origins("https://data.example.org/shop")).toEqual(["https://data.example.org"]);
    expect(origins("")).toEqual([]);
  });
});
