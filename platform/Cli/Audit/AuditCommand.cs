using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Rows;
using MeshStarter.Platform.Audit.Verification;

namespace MeshStarter.Cli.Audit;

/// <summary><c>mesh audit</c>: shows who did what, exports the audit trail, and verifies an export or the journals of services.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var command = AuditListing.Create();
        command.Subcommands.Add(CreateExport());
        command.Subcommands.Add(CreateVerify());
        return command;
    }

    private static Command CreateExport()
    {
        var output = new Option<string>("--output") { Description = "The file to write; without it the export goes to standard output" };
        GivenPath.RefuseFolder(output);
        return new MeshCommand("export", "Write the whole audit trail with its hash chains, signed heads and keys, an object a line") { output }.Run(async (result, mesh, cancellationToken) =>
        {
            if (result.GetValue(output) is { } path)
            {
                await OutputFile.WriteAsync(path, file => mesh.ExportAuditAsync(file, cancellationToken));
            }
            else
            {
                await using var console = Console.IsOutputRedirected ? new RedirectedStream() : Console.OpenStandardOutput();
                await mesh.ExportAuditAsync(console, cancellationToken);
            }
        });
    }

    private static Command CreateVerify()
    {
        var path = new Argument<string>("path") { Description = "A file of mesh audit export, or the folder of a service's audit journal; no mesh is needed" };
        var key = new Option<string[]>("--key") { Description = "The only key that a service may have, as service=fingerprint; may be repeated", DefaultValueFactory = _ => [] };
        GivenPath.RefuseEmpty(path);
        var format = FormatOption.OfOne();
        var command = new Command("verify", "Verify every hash, number and signature of the audit trail; finds changed, missing and truncated records") { path, key, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var findings = await VerifyAsync(result.GetValue(path)!, result.GetValue(key)!, cancellationToken);
            await FormatOption.WriteAsync(
                result, format, new { findings.Summary, findings.Findings, findings.OpenChains }, () => string.Join(Environment.NewLine, findings.Summary.Concat(findings.Findings)));

            if (findings.OpenChains > 0)
            {
                await Console.Error.WriteLineAsync(
                    $"{Words.Count(findings.OpenChains, "chain")} without a closing record: whether records at the end were removed together with their heads, only an export that is kept elsewhere shows.");
            }

            if (findings.RekeyedServices.Count > 0)
            {
                await Console.Error.WriteLineAsync(
                    $"Several keys: {string.Join(", ", findings.RekeyedServices)}. A service begins one where its journal is replaced, and so can anybody who has its secret: --key pins those that you know.");
            }

            await Console.Error.WriteLineAsync(findings.Findings.Count == 0 ? "Nothing was changed, and nothing is missing." : $"{Words.Count(findings.Findings.Count, "finding")}.");
            return findings.Findings.Count == 0 ? CliExitCodes.Success : CliExitCodes.Failed;
        });
        return command;
    }

    private static async Task<AuditFindings> VerifyAsync(string path, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            var pins = PinnedKeys.Parse(keys);
            if (Directory.Exists(path))
            {
                return JournalVerification.Run(path, pins);
            }

            using var export = new StreamReader(path);
            return await new ExportVerification(pins).RunAsync(export, cancellationToken);
        }
        catch (UnverifiableException nothing)
        {
            throw new CliException(CliExitCodes.Usage, nothing.Message, nothing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"{path}: cannot be read: {unreadable.Message} Name a file of mesh audit export, or the folder of an audit journal.", unreadable);
        }
    }
}
