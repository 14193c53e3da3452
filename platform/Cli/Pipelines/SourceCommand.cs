using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Sources;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Pipelines;

/// <summary><c>mesh source</c>: shows the source of a product's rows, prints what its server needs, and has it read again as a whole.</summary>
internal static class SourceCommand
{
    public static Command Create() => new("source", "The table or files that a product's rows are read from: their state, what their server needs, and reading all rows again") { CreateStatus(), CreatePrepare(), CreateSnapshot() };

    private static Command CreateStatus()
    {
        var product = ProductArgument.Create();
        return new MeshCommand("status", "Show how far the source was read, its problem and its files, and the lag of its slot", callsDomain: true) { product }.Show<SourceStatus>(
            (result, mesh, cancellationToken) => mesh.ProductAsync(HttpMethod.Get, result.GetValue(product), "source", body: null, cancellationToken), Text);
    }

    private static Command CreatePrepare()
    {
        var product = ProductArgument.Create();
        var format = FormatOption.OfOne();
        return new MeshCommand("prepare", "Print the statements that the administrator of the source's server runs: settings, grants, publication", callsDomain: true) { product, format }.Run(async (result, mesh, cancellationToken) =>
        {
            var answer = await mesh.ProductAsync(HttpMethod.Get, result.GetValue(product), "source/preparation", body: null, cancellationToken);
            if (FormatOption.IsJson(result, format))
            {
                await Console.Out.WriteLineAsync(answer.GetRawText());
                return;
            }

            var preparation = answer.Deserialize<SourcePreparation>(MeshJson.Options)!;
            foreach (var statement in preparation.Statements)
            {
                await Console.Out.WriteLineAsync(VisibleText.Line(statement));
            }

            await Console.Error.WriteLineAsync($"{result.GetValue(product)}: the connection string is setting {VisibleText.Line(preparation.Setting)}.");
        });
    }

    private static Command CreateSnapshot()
    {
        var product = ProductArgument.Create();
        return new MeshCommand("snapshot", "Have all rows of the source read again: rows that differ are emitted, and those that are gone are deleted", callsDomain: true) { product }.Show<SourceStatus>(
            (result, mesh, cancellationToken) => mesh.ProductAsync(HttpMethod.Post, result.GetValue(product), "source/snapshot", body: null, cancellationToken),
            (result, status) => status.State == SourceStatus.Stopped
                ? $"{result.GetValue(product)}: all rows of the source are read again once its version is accepted. {status.State}: {VisibleText.Line(status.Problem)}"
                : $"{result.GetValue(product)}: all rows of the source are read again soon. mesh source status {result.GetValue(product)} shows how far it is.");
    }

    private static string Text(SourceStatus status)
    {
        var lag = status.LagBytes is { } bytes ? $"\t{bytes} bytes behind" : "";
        var quarantined = status.Quarantined > 0 ? $"\t{status.Quarantined} quarantined: mesh quarantine {status.Product}@{status.Major}" : "";
        var lines = new List<string>
        {
            $"{status.Product}@{status.Major}\t{VisibleText.Line(status.Source)}\t{status.Kind}\t{status.State}{(status.IsRequested ? ", snapshot requested" : "")}\t{Words.Count(status.Rows, "row")}{quarantined}{lag}",
        };
        lines.AddRange(status.Warnings.Prepend(status.Problem).OfType<string>().Select(line => $"  {VisibleText.Line(line)}"));
        foreach (var file in status.Files)
        {
            lines.Add($"  {VisibleText.Line(file.File)}\t{Words.Count(file.Rows, "row")}\t{file.Rejected} rejected{(file.PassedOver > 0 ? $"\t{file.PassedOver} passed over, whose event_id was emitted before" : "")}\t{Moment.Of(file.ReadAt)}{(file.Lacks.Count > 0 ? $"\tlacks {VisibleText.Line(string.Join(", ", file.Lacks))}" : "")}");
            lines.AddRange(file.Problems.Select(problem => $"    {VisibleText.Line(problem)}"));
        }

        return string.Join(Environment.NewLine, lines);
    }
}
