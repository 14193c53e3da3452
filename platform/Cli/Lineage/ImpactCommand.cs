using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Lineage;

/// <summary><c>mesh impact</c>: shows what a change of a product's contract would break.</summary>
internal static class ImpactCommand
{
    private const int PageSize = 500;

    public static Command Create()
    {
        var product = ProductArgument.Create();
        var change = new Argument<string>("change") { Description = "What is thought of: drop:<column>, rename:<column>:<name>, type:<column>:<TYPE>, or retire for the major version" };
        var limit = LimitOption.Create("The most products, the nearest first");
        var format = FormatOption.OfList("products");
        var fails = new Option<bool>("--fail") { Description = "End with exit code 1 where something breaks, or may break" };
        var command = new MeshCommand("impact", "Show what a change of a product's contract would break: products and columns made of it, their consumers, recorded queries") { product, change, limit, format, fails };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var isBreaking = await WriteAsync(mesh, result.GetValue(product), result.GetValue(change)!, result.GetValue(limit), FormatOption.IsJson(result, format), cancellationToken);
            return isBreaking && result.GetValue(fails) ? CliExitCodes.Failed : CliExitCodes.Success;
        });
    }

    private static async Task<bool> WriteAsync(MeshRemote mesh, ProductReference product, string change, int limit, bool asJson, CancellationToken cancellationToken)
    {
        var isBreaking = false;
        await using var list = new Listing(asJson, "product", "steps", "breaks", "consumers", "queries");
        await list.AddPagesAsync<ImpactedProduct>(
            async (cursor, left) =>
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"impact?product={Uri.EscapeDataString(product.ToString())}&change={Uri.EscapeDataString(change)}&limit={Math.Min(left, PageSize)}{QueryParameter.Of("cursor", cursor)}");
                var answer = await mesh.GetAsync(path, cancellationToken);
                var report = answer.Deserialize<ImpactReport>(MeshJson.Options)!;
                isBreaking |= report.IsBreaking;
                if (cursor is null)
                {
                    await ReportAsync(report, limit);
                }

                return answer;
            },
            Text,
            limit,
            "products");
        return isBreaking;
    }

    private static async Task ReportAsync(ImpactReport report, int limit)
    {
        var reason = VisibleText.Line(report.Reason);
        await Console.Error.WriteLineAsync(report.IsBreaking
            ? $"Breaks, or may break, {Words.Count(report.TotalProducts, "product")} (itself included), {Words.Count(report.TotalColumns, "column")} and {Words.Count(report.TotalQueries, "recorded query", "recorded queries")} of 30 days: {reason}"
            : $"Nothing breaks: {reason}");
        if (report.TotalProducts > limit)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The nearest {limit} products; --limit {report.TotalProducts} shows all."));
        }

        if (!report.IsWhole)
        {
            await Console.Error.WriteLineAsync("There is more beyond the steps that were followed.");
        }
    }

    private static string Text(ImpactedProduct product) => string.Join('\t', VisibleText.Line(product.Name), product.Distance.ToString(CultureInfo.InvariantCulture), What(product), Consumers(product), Queries(product));

    private static string What(ImpactedProduct product) =>
        product.IsUncertain ? "may break"
        : product.IsWhole && (product.Distance == 0 || product.Columns.Count == 0) ? "as a whole"
        : (product.IsWhole ? "as a whole, " : "") + string.Join(", ", product.Columns.Select(column => VisibleText.Line(column.Name) + (column.From is { } from ? $" from {VisibleText.Line(from)}" : "")));

    private static string Consumers(ImpactedProduct product) => product.Consumers.Count == 0
        ? "no consumers"
        : string.Join(", ", product.Consumers.Select(consumer => $"{Words.Domain(consumer.Domain)} {Words.Count(consumer.Subscriptions, "subscription")}{(consumer.Consumers is { } names ? $" ({VisibleText.Line(string.Join(", ", names))})" : "")}{(consumer.Columns is { } kept ? $" keeping {VisibleText.Line(string.Join(", ", kept))}" : "")}"));

    private static string Queries(ImpactedProduct product) => product.Queries.Count == 0
        ? "no queries"
        : string.Join(", ", product.Queries.Select(domain => $"{Words.Domain(domain.Domain)} {Words.Count(domain.Queries, "query", "queries")}"));
}
