using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Findings;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Gate;

/// <summary>Finds the readers that a change breaks, by the catalog's report on its impact: products, consumers and recorded queries, as far as the caller may know of them.</summary>
/// <param name="mesh">The mesh.</param>
internal sealed class BrokenReaders(MeshRemote mesh)
{
    private const int MostProducts = 50;

    /// <summary>Returns a note for each product of which something breaks, at the place of the change.</summary>
    /// <param name="change">The finding about the change.</param>
    /// <param name="before">The earlier contract.</param>
    /// <param name="now">The later one; null for a version that is gone.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="CliException">The catalog does not answer.</exception>
    public async Task<IReadOnlyList<Finding>> FindAsync(Finding change, DataProductDescriptor before, DataProductDescriptor? now, CancellationToken cancellationToken)
    {
        var product = $"{before.Name}@{before.Version.Major}";
        var text = TextOf(change.Key, before, now);
        try
        {
            var report = (await mesh.GetAsync($"impact?product={Uri.EscapeDataString(product)}&change={Uri.EscapeDataString(text)}&limit={MostProducts}", cancellationToken)).Deserialize<ImpactReport>(MeshJson.Options)!;
            return [.. Notes(report).Select(note => Note(change, note.Message, note.Fix))];
        }
        catch (CliException refused) when (refused.ExitCode is CliExitCodes.Failed or CliExitCodes.NotFound or CliExitCodes.Denied)
        {
            return [Note(change, $"Who reads {product} is not known: {VisibleText.Line(refused.Message).TrimEnd('.')}.", "Ask its owner, or sign in as a caller who may discover it.")];
        }
    }

    // A change that readers of one column notice is one of this column; all others are of the product as a whole.
    private static string TextOf(string key, DataProductDescriptor before, DataProductDescriptor? now)
    {
        if (!key.StartsWith("schema.", StringComparison.Ordinal) || before.Schema.FirstOrDefault(column => key == $"schema.{column.Name}") is not { } column)
        {
            return "retire";
        }

        return now?.Schema.FirstOrDefault(other => other.Name == column.Name) is { } later && later.Type != column.Type && !TypeWidening.Holds(column.Type, later.Type)
            ? $"type:{column.Name}:{later.Type}"
            : $"drop:{column.Name}";
    }

    private static IEnumerable<(string Message, string Fix)> Notes(ImpactReport report)
    {
        var isKnown = false;
        foreach (var broken in report.Products.Where(product => product.Distance > 0 || product.Consumers.Count > 0 || product.Queries.Count > 0))
        {
            isKnown = true;
            yield return (MessageOf(broken), $"Agree on it with {(broken.Owner is { } owner ? VisibleText.Line(owner) : "its owner")}.");
        }

        if (report.TotalProducts > report.Products.Count)
        {
            yield return ($"{Words.Count(report.TotalProducts - report.Products.Count, "further product")} may break.", $"Run mesh impact {report.Product} {report.Change} for all.");
        }

        if (!isKnown)
        {
            yield return ($"No product, consumer or recorded query of 30 days that you may know of reads it from {report.Product}.", Finding.NoFix);
        }
    }

    private static string MessageOf(ImpactedProduct broken)
    {
        var columns = string.Join(", ", broken.Columns.Select(column => VisibleText.Line(column.Name) + (column.From is { } from ? $" from {VisibleText.Line(from)}" : "")));
        var extent = broken.IsUncertain ? "may break"
            : broken.Distance == 0 ? "is read"
            : broken.IsWhole ? "breaks as a whole"
            : $"breaks in {columns}";
        List<string> readers =
        [
            .. broken.Consumers.Select(consumer => $"{Words.Count(consumer.Subscriptions, "subscription")} of {Words.Domain(consumer.Domain)}"
                + $"{(consumer.Consumers is { } names ? $" ({VisibleText.Line(string.Join(", ", names))})" : "")}{(consumer.Columns is { } kept ? $" that keeps {VisibleText.Line(string.Join(", ", kept))}" : "")}"),
            .. broken.Queries.Select(queries => $"{Words.Count(queries.Queries, "recorded query", "recorded queries")} of {Words.Domain(queries.Domain)}"),
        ];
        return $"{VisibleText.Line(broken.Name)} {extent}{(readers.Count > 0 ? $": {string.Join("; ", readers)}" : "")}.";
    }

    private static Finding Note(Finding change, string message, string fix) => change with { Severity = FindingSeverity.Note, Rule = Finding.ReaderRule, Message = message, Fix = fix, Impact = null, LeastVersion = null };
}
