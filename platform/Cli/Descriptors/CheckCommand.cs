using System.CommandLine;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Findings;
using MeshStarter.Cli.Gate;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Descriptors;

/// <summary>
/// <c>mesh check</c>: validates descriptors against their form, one another and the mesh's rules, parses their checks with the engine,
/// validates the pipelines alongside them, and compares them with earlier ones, before anything is started. It uses the same libraries as the
/// catalog and the services.
/// </summary>
internal static class CheckCommand
{
    private const string Descriptor = "data-product.yaml";

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = $"Files, or folders in which every {Descriptor} is checked; without it the domains of the repository at its root, else the current folder", DefaultValueFactory = _ => [PolicyFiles.Checked()] };
        var policies = new Option<string?>("--policies") { Description = "The rules to check against; those of the repository the current folder is in when left out" };
        var against = new Option<string?>("--against") { Description = "The earlier descriptors that these are compared with: a commit, branch or tag of git, a folder, or the address of a mesh, for the contracts that it has registered" };
        var retired = new Option<string[]>("--retired") { Description = "A major version such as orders.orders@1, or a product, that is retired: its descriptor may be gone" };
        var format = FindingFormatOption.Create();
        var failOn = new Option<FindingSeverity>("--fail-on") { Description = "The least finding with which it ends with 1: error, or warning", DefaultValueFactory = _ => FindingSeverity.Error };
        failOn.AcceptOnlyFromAmong("error", "warning");
        var summary = new Option<string?>("--summary") { Description = "A file to which the verdict, the changes and who breaks are added as Markdown, such as $GITHUB_STEP_SUMMARY" };
        GivenPath.RefuseEmpty(policies);
        GivenPath.RefuseFolder(summary);
        var options = new MeshOptions();
        var command = new Command("check", "Check data product descriptors") { paths, policies, against, retired, format, failOn, summary };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var address = Baseline.AddressOf(result.GetValue(against));
            using var mesh = address is not null ? options.Open(result, at: (address, Baseline.Argument)) : options.AreGiven(result) ? options.Open(result) : null;
            var versions = new RetiredVersions(Parse(result.GetValue(retired) ?? []), mesh is null ? null : new RegisteredProducts(mesh));
            var baseline = result.GetValue(against) is { } given && address is null ? await Baseline.ReadAsync(given, result.GetValue(paths)!, PolicyFiles.RepositoryDomains(), PolicyFiles.Find, cancellationToken) : null;
            var comparison = new Comparison(baseline, address?.OriginalString, mesh, versions);
            var output = new Output(result.GetValue(format), result.GetValue(failOn), result.GetValue(summary));
            return await CheckAsync(result.GetValue(paths)!, result.GetValue(policies), comparison, output, cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, string? policies, Comparison comparison, Output output, CancellationToken cancellationToken)
    {
        var bundle = policies is null && comparison is { Address: not null, Mesh: { } mesh } ? await ServedRules.ReadAsync(mesh, Baseline.Argument, ", or name rules with --policies", cancellationToken) : await ReadBundleAsync(policies, cancellationToken);
        var failing = output.Failing;
        var texts = await CheckedFile.ReadAllAsync(paths.SelectMany(PolicyFiles.Find), cancellationToken);
        if (texts.Count == 0 && comparison.Baseline is null)
        {
            throw new CliException(CliExitCodes.Usage, $"path: {string.Join(", ", paths)} has no {Descriptor}.");
        }

        var findings = await FindAsync(texts, paths, bundle, comparison, cancellationToken);
        if (FindingWriter.Write(output.Format, findings, [.. texts.Keys], failing) is { Length: > 0 } written)
        {
            await Console.Out.WriteLineAsync(written);
        }

        if (output.Summary is { } summary)
        {
            await MarkdownSummary.AddAsync(summary, findings, texts.Count, failing, cancellationToken);
        }

        var errors = findings.Count(finding => finding.Severity == FindingSeverity.Error);
        var warnings = failing == FindingSeverity.Warning ? $", {Words.Count(findings.Count(finding => finding.Severity == FindingSeverity.Warning), "warning")}" : "";
        await Console.Error.WriteLineAsync($"{texts.Count} checked, {Words.Count(errors, "error")}{warnings}{(bundle is null ? "; no rules were found, so only form and checks were looked at" : "")}.");
        return findings.Any(finding => finding.Severity >= failing) ? CliExitCodes.Failed : CliExitCodes.Success;
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(IReadOnlyDictionary<string, string> texts, string[] paths, PolicyBundle? bundle, Comparison comparison, CancellationToken cancellationToken)
    {
        var descriptors = await RepositoryDescriptors.ReadAsync(texts, cancellationToken);
        var places = texts.ToDictionary(file => Path.GetFullPath(file.Key), file => new CheckedText(file.Key, file.Value), StringComparer.Ordinal);
        var registered = comparison.Mesh is { } mesh ? new RegisteredProducts(mesh) : null;
        var foreign = await ForeignProducts.ReadAsync(texts, descriptors.Names, registered, cancellationToken);
        var baseline = comparison.Address is { } address
            ? await new MeshBaseline(address, registered!, foreign.Names).ReadAsync(descriptors.Valid, [.. places.Keys], [.. paths.Where(Directory.Exists).Select(Path.GetFullPath)], cancellationToken)
            : comparison.Baseline;
        var readers = comparison is { Address: not null, Mesh: { } known } ? new BrokenReaders(known) : null;
        var gate = baseline is null ? null : new ContractGate(baseline, readers);
        var versions = new VersionBefore(registered);
        using var checks = new DescriptorFindings(descriptors, foreign, bundle);
        List<Finding> findings = [];
        foreach (var (file, yaml) in texts)
        {
            var text = places[Path.GetFullPath(file)];
            findings.AddRange(await checks.FindAsync(
                file, yaml, text, async product => gate is null ? await versions.FindAsync(product, file, text, cancellationToken) : await gate.FindAsync(product, file, text, cancellationToken), cancellationToken));
        }

        if (baseline is not null)
        {
            findings.AddRange(await new RemovedVersions(baseline, comparison.Retired, readers).FindAsync(descriptors.Valid, places, cancellationToken));
        }

        return [.. findings, .. DomainFiles.MigrationProblems(texts.Keys)];
    }

    private static IReadOnlyList<ProductReference> Parse(string[] retired) =>
        [.. retired.Select(text => ProductReference.TryParse(text, out var reference, out var error) ? reference : throw new CliException(CliExitCodes.Usage, $"--retired: {error}"))];

    private static async Task<PolicyBundle?> ReadBundleAsync(string? given, CancellationToken cancellationToken) =>
        (given ?? PolicyFiles.RepositoryBundle()) is { } file ? (await PolicyFiles.ReadBundleAsync(file, "--policies", cancellationToken)).AsOf(TimeProvider.System.GetUtcNow()) : null;

    /// <summary>The earlier state that descriptors are compared with.</summary>
    /// <param name="Baseline">The earlier descriptors of a commit or a folder; null for none.</param>
    /// <param name="Address">The address of the mesh whose contracts are the earlier ones; null for none.</param>
    /// <param name="Mesh">The running mesh; null for none.</param>
    /// <param name="Retired">The major versions that are retired.</param>
    private sealed record Comparison(Baseline? Baseline, string? Address, MeshRemote? Mesh, RetiredVersions Retired);

    /// <summary>The forms in which findings are written.</summary>
    /// <param name="Format">The form on standard output.</param>
    /// <param name="Failing">The least weight that fails the check.</param>
    /// <param name="Summary">The file that gets the summary; null for none.</param>
    private sealed record Output(FindingFormat Format, FindingSeverity Failing, string? Summary);
}
