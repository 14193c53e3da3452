using System.CommandLine;
using System.Globalization;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Descriptors;
using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Cli.Pipelines;

/// <summary>
/// <c>mesh pipeline check</c>: validates pipelines alone, as <c>mesh check</c> does; the build of a domain refuses what it finds. It needs no running mesh.
/// </summary>
internal static class PipelineCheckCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Folders in which every pipeline is checked, or such files", DefaultValueFactory = _ => ["."] };
        var format = FindingFormatOption.Create();
        var command = new Command("check", "Check pipelines against their products and inputs, as the build of a domain does; exit code 1 for an error") { paths, format };
        command.SetAction((result, cancellationToken) => CheckAsync(result.GetValue(paths)!, result.GetValue(format), cancellationToken));
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, FindingFormat format, CancellationToken cancellationToken)
    {
        var texts = await DescriptorsAlongside.ReadAsync(paths, cancellationToken);
        var known = await RepositoryDescriptors.ReadAsync(texts, cancellationToken);
        var pipelines = new PipelineFiles(new CheckedProducts(known.Valid.Values, known.Names, ForeignProducts.None), known.Valid);
        List<Finding> findings = [];
        List<string> files = [];
        foreach (var (file, text) in texts.Where(descriptor => PipelineFiles.IsAlongside(descriptor.Key)))
        {
            files.Add(file);
            findings.AddRange(known.Valid.TryGetValue(Path.GetFullPath(file), out var product)
                ? await pipelines.FindAsync(file, product, cancellationToken)
                : DescriptorReader.Read(text, file).Issues.Where(issue => issue.Severity == IssueSeverity.Error).Select(new CheckedText(file, text).Of));
        }

        if (FindingWriter.Write(format, findings, files, FindingSeverity.Error) is { Length: > 0 } written)
        {
            await Console.Out.WriteLineAsync(written);
        }

        var errors = findings.Count(finding => finding.Severity == FindingSeverity.Error);
        await Console.Error.WriteLineAsync($"{files.Count.ToString(CultureInfo.InvariantCulture)} checked, {Words.Count(errors, "error")}.");
        return errors > 0 ? CliExitCodes.Failed : CliExitCodes.Success;
    }
}
