using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Control;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Doctor;

/// <summary><c>mesh doctor</c>: checks what a mesh and its command line need, and shows what is missing with the command that fixes it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var data = DataFolders.Option();
        var format = FormatOption.OfList("checks");
        var options = new MeshOptions();
        var command = new Command("doctor", "Check what a mesh needs: SDK, Node.js, ports, room on the disk, the package feed, DuckDB's library, the clock and your sign-in; exit code 1 where something is missing") { data, format };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var (isMissing, asJson) = (false, FormatOption.IsJson(result, format));
            await using var list = new Listing(asJson, "check", "state", "found", "fix");
            await foreach (var diagnosis in CheckAsync(options, result, result.GetValue(data), cancellationToken))
            {
                isMissing |= diagnosis.State == DiagnosisState.Missing;
                await list.AddAsync(
                    asJson ? JsonSerializer.SerializeToElement(diagnosis, MeshJson.Options) : default,
                    () => $"{diagnosis.Name}\t{WireNames.Of(diagnosis.State)}\t{VisibleText.Line(diagnosis.Found)}{(diagnosis.Fix is { } fix ? $"\t{VisibleText.Line(fix)}" : "")}");
            }

            return isMissing ? CliExitCodes.Failed : CliExitCodes.Success;
        });
        return command;
    }

    private static async IAsyncEnumerable<Diagnosis> CheckAsync(
        MeshOptions options, ParseResult result, string? data, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await ToolChecks.SdkAsync(cancellationToken);
        yield return await ToolChecks.NodeAsync(cancellationToken);
        yield return NativeCheck.DuckDb();
        foreach (var port in await PortCheck.FindAsync(data, cancellationToken))
        {
            yield return port;
        }

        foreach (var disk in DiskCheck.Find(data))
        {
            yield return disk;
        }

        await foreach (var source in FeedCheck.FindAsync(cancellationToken))
        {
            yield return source;
        }

        await foreach (var answer in MeshChecks.FindAsync(options, result, cancellationToken))
        {
            yield return answer;
        }
    }
}
