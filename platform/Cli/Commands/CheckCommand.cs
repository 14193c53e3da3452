using System.CommandLine;
using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Lake.Quality;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Commands;

/// <summary>
/// <c>mesh check</c>: validates descriptors against their form, one another and the mesh's rules, parses their checks with the engine, and
/// validates the pipelines alongside them, before anything is started. It uses the same libraries as the catalog and the services.
/// </summary>
internal static class CheckCommand
{
    private const string Descriptor = "data-product.yaml";

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = $"Files, or folders in which every {Descriptor} is checked", DefaultValueFactory = _ => ["."] };
        var policies = new Option<string?>("--policies") { Description = "The rules to check against; those of the repository the current folder is in when left out" };
        var options = new MeshOptions();
        var command = new Command("check", "Check data product descriptors") { paths, policies };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var mesh = options.HasPersona(result) ? options.Open(result) : null;
            return await CheckAsync(result.GetValue(paths)!, result.GetValue(policies), new VersionBefore(mesh), cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, string? policies, VersionBefore versions, CancellationToken cancellationToken)
    {
        var bundle = await ReadBundleAsync(policies, cancellationToken);
        var files = paths.SelectMany(PolicyFiles.Find).Distinct(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new CliException(CliExitCodes.Usage, $"path: there is no {Descriptor} in {string.Join(", ", paths)}.");
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            texts[file] = await CheckedFile.ReadAsync(file, cancellationToken);
        }

        var descriptors = await RepositoryDescriptors.ReadAsync(texts, cancellationToken);
        var known = SchemasOf(descriptors.Values);
        IReadOnlyCollection<DataProductId> names = [.. descriptors.Values.Select(product => product.Name).Distinct()];
        using var examples = new ExampleTables(names);
        using var dialect = new DialectDifferences();
        var before = new DeclaredBefore([.. descriptors.Values], bundle);
        var pipelines = new PipelineFiles([.. descriptors.Values]);
        var errors = 0;
        foreach (var (file, text) in texts)
        {
            var read = DescriptorReader.Read(text, file, known.GetValueOrDefault);
            var lines = YamlLines.Of(text);
            var found = read.Issues.Select(issue => (issue.Line, Text: issue.ToString(), IsError: issue.Severity == IssueSeverity.Error)).ToList();
            if (read.Descriptor is { } product)
            {
                var (tooLow, empty) = await versions.FindAsync(product, file, cancellationToken);
                found.AddRange((bundle is null ? [] : DescriptorLint.Check(bundle, product, input => names.Contains(input) || names.All(known => known.Domain != input.Domain)))
                    .Select(violation => Placed(violation.Field, violation.ToString(), violation.Severity == IssueSeverity.Error)));
                found.AddRange(BrokenChecks(product, known, cancellationToken).Concat(examples.Problems(product)).Concat(DomainFiles.Problems(file, descriptors))
                    .Concat(UnknownReferences.Problems(product, names)).Append(tooLow).OfType<string>()
                    .Select(problem => Placed(KeyOf(problem), problem, isError: true)));
                found.AddRange((await before.WarningsAsync(product, file, cancellationToken)).Concat(UnknownInputs.Warnings(product, names)).Concat(dialect.Warnings(product)).Append(empty).OfType<string>()
                    .Select(warning => Placed(KeyOf(warning), warning, isError: false)));
            }

            foreach (var line in found.OrderBy(line => line.Line))
            {
                await Console.Out.WriteLineAsync(line.Text);
            }

            errors += found.Count(line => line.IsError) + (read.Descriptor is { } owner ? await pipelines.ReportAsync(file, owner, cancellationToken) : 0);

            (int Line, string Text, bool IsError) Placed(string key, string problem, bool isError) => (lines.Find(key), $"{file}:{lines.Find(key)}: {problem}", isError);
        }

        foreach (var problem in DomainFiles.MigrationProblems(files))
        {
            errors++;
            await Console.Out.WriteLineAsync(problem);
        }

        await Console.Error.WriteLineAsync($"{files.Count} checked, {errors} errors{(bundle is null ? "; no rules were found, so only form and checks were looked at" : "")}.");
        return errors == 0 ? CliExitCodes.Success : CliExitCodes.Failed;
    }

    // "warning: quality.checks[1].sql: check.broken: …"
    private static string KeyOf(string problem) => problem.Split(": ").First(part => part != "warning");

    // The plain name of a product with several major versions means the default one, which the catalog determines.
    private static Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> SchemasOf(IEnumerable<DataProductDescriptor> descriptors) =>
        descriptors.GroupBy(product => product.Name)
            .Where(versions => versions.Count() == 1).ToDictionary(versions => versions.Key, versions => versions.Single().Schema);

    // A service validates its own checks like this at its start.
    private static IEnumerable<string> BrokenChecks(DataProductDescriptor product, Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> known, CancellationToken cancellationToken) =>
        product.Quality.Checks.Count == 0
            ? []
            : CheckTrial.Broken(product, known.GetValueOrDefault, TimeProvider.System, cancellationToken).Select(result =>
                $"quality.checks[{product.Quality.Checks.ToList().IndexOf(result.Check)}].{result.Check.Kind}: check.broken: {result.Reason} Fix: Correct it: the product is not registered as long as it cannot be run.");

    private static async Task<PolicyBundle?> ReadBundleAsync(string? given, CancellationToken cancellationToken) =>
        (given ?? PolicyFiles.RepositoryBundle()) is { } file ? (await PolicyFiles.ReadBundleAsync(file, "--policies", cancellationToken)).AsOf(TimeProvider.System.GetUtcNow()) : null;
}
