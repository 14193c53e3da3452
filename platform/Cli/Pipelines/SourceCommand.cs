using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Sources;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Pipelines;

/// <summary><c>mesh source</c>: shows the source of a product's rows, prints what its server needs, and has it read again as a whole.</summary>
internal static class SourceCommand
{
    public static Command Create() => new("source", "The table or files that a product's rows are read from: their state, what their server needs, and reading all rows again") { CreateStatus(), CreatePrepare(), CreateSnapshot() };

    private static Command CreateStatus() => Create(
        "status", "Show how far the source was read, its problem and its files, and the lag of its slot", async (mesh, product, asJson, cancellationToken) =>
        {
            var answer = await mesh.GetAsync(product.Product.Domain, await mesh.AddressOfAsync(product, "source", cancellationToken), cancellationToken);
            await ShowAsync(answer, asJson);
        });

    private static Command CreatePrepare() => Create(
        "prepare", "Print the statements that the administrator of the source's server runs: settings, grants, publication", async (mesh, product, asJson, cancellationToken) =>
        {
            var answer = await mesh.GetAsync(product.Product.Domain, await mesh.AddressOfAsync(product, "source/preparation", cancellationToken), cancellationToken);
            if (asJson)
            {
                await Console.Out.WriteLineAsync(answer.GetRawText());
                return;
            }

            var preparation = answer.Deserialize<SourcePreparation>(MeshJson.Options)!;
            foreach (var statement in preparation.Statements)
            {
                await Console.Out.WriteLineAsync(VisibleText.Line(statement));
            }

            await Console.Error.WriteLineAsync($"{product}: the connection string is setting {VisibleText.Line(preparation.Setting)}.");
        });

    private static Command CreateSnapshot() => Create(
        "snapshot", "Have all rows of the source read again: rows that differ are emitted, and those that are gone are deleted", async (mesh, product, asJson, cancellationToken) =>
        {
            var answer = await mesh.PostAsync(product.Product.Domain, await mesh.AddressOfAsync(product, "source/snapshot", cancellationToken), cancellationToken);
            await Console.Out.WriteLineAsync(
                asJson ? answer.GetRawText()
                : answer.Deserialize<SourceStatus>(MeshJson.Options) is { State: SourceStatus.Stopped } status ? $"{product}: all rows of the source are read again once its version is accepted. {status.State}: {VisibleText.Line(status.Problem)}"
                : $"{product}: all rows of the source are read again soon. mesh source status {product} shows how far it is.");
        });

    private static Command Create(string name, string description, Func<MeshRemote, ProductReference, bool, CancellationToken, Task> run)
    {
        var product = ProductArgument.Create();
        var format = FormatOption.OfOne();
        return new MeshCommand(name, description, callsDomain: true) { product, format }.Run(
            (result, mesh, cancellationToken) => run(mesh, result.GetValue(product), FormatOption.IsJson(result, format), cancellationToken));
    }

    private static async Task ShowAsync(JsonElement answer, bool asJson)
    {
        if (asJson)
        {
            await Console.Out.WriteLineAsync(answer.GetRawText());
            return;
        }

        var status = answer.Deserialize<SourceStatus>(MeshJson.Options)!;
        var lag = status.LagBytes is { } bytes ? $"\t{bytes} bytes behind" : "";
        var quarantined = status.Quarantined > 0 ? $"\t{status.Quarantined} quarantined: mesh quarantine {status.Product}@{status.Major}" : "";
        await Console.Out.WriteLineAsync($"{status.Product}@{status.Major}\t{VisibleText.Line(status.Source)}\t{status.Kind}\t{status.State}{(status.IsRequested ? ", snapshot requested" : "")}\t{Words.Count(status.Rows, "row")}{quarantined}{lag}");
        foreach (var line in status.Warnings.Prepend(status.Problem).OfType<string>())
        {
            await Console.Out.WriteLineAsync($"  {VisibleText.Line(line)}");
        }

        foreach (var file in status.Files)
        {
            await Console.Out.WriteLineAsync($"  {VisibleText.Line(file.File)}\t{Words.Count(file.Rows, "row")}\t{file.Rejected} rejected\t{Moment.Of(file.ReadAt)}{(file.Lacks.Count > 0 ? $"\tlacks {VisibleText.Line(string.Join(", ", file.Lacks))}" : "")}");
            foreach (var problem in file.Problems)
            {
                await Console.Out.WriteLineAsync($"    {VisibleText.Line(problem)}");
            }
        }
    }
}
