using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Lineage;

/// <summary><c>mesh queries</c>: lists the recorded queries of a product to its owner and auditors, and their numbers by domain to others.</summary>
internal static class QueriesCommand
{
    private const int PageSize = 500;

    public static Command Create()
    {
        var product = ProductArgument.Create();
        var column = new Option<string?>("--column") { Description = "Only queries that use this column, or may" };
        var limit = LimitOption.Create("The most queries");
        var format = FormatOption.OfList();
        var command = new MeshCommand("queries", "List the queries of the last 30 days that read a product, the newest first, as its owner or auditor; others get their numbers by domain") { product, column, limit, format };
        return command.Run((result, mesh, cancellationToken) =>
            WriteAsync(mesh, result.GetValue(product), result.GetValue(column), result.GetValue(limit), FormatOption.IsJson(result, format), cancellationToken));
    }

    private static async Task WriteAsync(MeshRemote mesh, ProductReference product, string? column, int limit, bool asJson, CancellationToken cancellationToken)
    {
        var first = await PageAsync(cursor: null, limit);
        var page = first.Deserialize<ProductQueries>(MeshJson.Options)!;
        if (page.Items is null)
        {
            await WriteDomainsAsync(product, page, first, asJson);
            return;
        }

        await Console.Error.WriteLineAsync(Summary(product, page));
        await using var list = new Listing(asJson, "at", "who", "domain", "columns", "snapshot", "result", "took", "fingerprint");
        if (await list.AddPagesAsync<CapturedQuery>((cursor, left) => cursor is null ? Task.FromResult(first) : PageAsync(cursor, left), query => Text(query, product.Product), limit))
        {
            await Console.Error.WriteLineAsync("There are older queries: raise --limit.");
        }

        Task<JsonElement> PageAsync(string? cursor, int left) => mesh.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"products/{product}/queries?limit={Math.Min(left, PageSize)}{QueryParameter.Of("column", column)}{QueryParameter.Of("cursor", cursor)}"), cancellationToken);
    }

    private static async Task WriteDomainsAsync(ProductReference product, ProductQueries page, JsonElement answer, bool asJson)
    {
        await using var list = new Listing(asJson, "domain", "queries", "callers");
        foreach (var (domain, json) in page.Domains.Zip(answer.GetProperty("domains").EnumerateArray()))
        {
            await list.AddAsync(json, () => $"{Words.Domain(domain.Domain)}\t{Words.Count(domain.Queries, "query", "queries")}\t{Words.Count(domain.Callers, "caller")}");
        }

        await Console.Error.WriteLineAsync($"{Summary(product, page)} You see their numbers by domain; the queries themselves are for its owner and auditors.");
    }

    private static string Summary(ProductReference product, ProductQueries page) =>
        $"{product}: {Words.Count(page.Total, "query", "queries")} since {Moment.Of(page.Since)}{(page.Domains.Count == 0 ? "" : $": {string.Join(", ", page.Domains.Select(domain => $"{Words.Domain(domain.Domain)} {domain.Queries}"))}")}.";

    private static string Text(CapturedQuery query, DataProductId product)
    {
        var own = query.Reads.Where(read => read.Product == product).ToList();
        var result = query.Error is { } error ? VisibleText.Line(error) : Words.Count(query.Rows, "row");
        var line = string.Join(
            '\t',
            Moment.Of(query.At),
            VisibleText.Line(query.Principal),
            Words.Domain(query.Domain),
            string.Join("; ", own.Select(Columns)),
            string.Join("; ", own.Select(Age)),
            result,
            string.Create(CultureInfo.InvariantCulture, $"{query.DurationMs} ms"),
            VisibleText.Line(query.Fingerprint));
        return query.Sql is { } sql ? $"{line}{Environment.NewLine}  {VisibleText.Line(sql)}" : line;
    }

    private static string Columns(CapturedRead read) => read.Columns is not { } columns
        ? "columns not known"
        : string.Join(
            " ",
            columns.Clauses().Select(clause => $"{clause.Name}({VisibleText.Line(string.Join(", ", clause.Columns))})").DefaultIfEmpty("no column by name"));

    private static string Age(CapturedRead read) => read.SnapshotAgeMs is { } age ? string.Create(CultureInfo.InvariantCulture, $"snapshot {age} ms old") : "no snapshot";
}
