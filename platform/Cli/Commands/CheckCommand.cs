using System.CommandLine;
using MeshStarter.Contracts;
using MeshStarter.Lake.Quality;
using MeshStarter.Policy;

namespace MeshStarter.Cli.Commands;

/// <summary>
/// <c>mesh check</c>: validates descriptors against their form, one another and the mesh's rules, and parses their checks with the
/// engine, before anything is started. It uses the same libraries as the catalog and the services.
/// </summary>
internal static class CheckCommand
{
    private const string Descriptor = "data-product.yaml";

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = $"Files, or folders in which every {Descriptor} is checked", DefaultValueFactory = _ => ["."] };
        var policies = new Option<string?>("--policies") { Description = "The rules to check against; those of the repository the current folder lies in when left out" };
        var command = new Command("check", "Check data product descriptors") { paths, policies };
        command.SetAction((result, cancellationToken) => CheckAsync(result.GetValue(paths)!, result.GetValue(policies), cancellationToken));
        return command;
    }

    private static async Task<int> CheckAsync(string[] paths, string? policies, CancellationToken cancellationToken)
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
            texts[file] = await ReadAsync(file, cancellationToken);
        }

        var known = SchemasOf(texts);
        var descriptors = await DescriptorsAsync(texts, cancellationToken);
        IReadOnlyCollection<DataProductId> names = [.. descriptors.Select(product => product.Name).Distinct()];
        using var examples = new ExampleTables(names);
        using var dialect = new DialectDifferences();
        var before = new DeclaredBefore(descriptors, bundle);
        var errors = 0;
        foreach (var (file, text) in texts)
        {
            var read = DescriptorReader.Read(text, file, known.GetValueOrDefault);
            var violations = read.Descriptor is { } descriptor && bundle is not null ? DescriptorLint.Check(bundle, descriptor, input => names.Contains(input) || names.All(known => known.Domain != input.Domain)) : [];
            var broken = read.Descriptor is null ? [] : BrokenChecks(read.Descriptor, known, cancellationToken).ToList();
            var misnamed = read.Descriptor is null ? [] : examples.Problems(read.Descriptor).ToList();
            var shed = read.Descriptor is null ? [] : await before.WarningsAsync(read.Descriptor, file, cancellationToken);
            var inputs = read.Descriptor is null ? [] : UnknownInputs.Warnings(read.Descriptor, names);
            var meanings = read.Descriptor is null ? [] : dialect.Warnings(read.Descriptor);
            foreach (var line in read.Issues.Select(issue => issue.ToString()).Concat(violations.Select(violation => $"{file}: {violation}")).Concat(broken.Concat(misnamed).Concat(shed).Concat(inputs).Concat(meanings).Select(problem => $"{file}: {problem}")))
            {
                await Console.Out.WriteLineAsync(line);
            }

            errors += read.Issues.Count(issue => issue.Severity == IssueSeverity.Error) + violations.Count(violation => violation.Severity == IssueSeverity.Error) + broken.Count + misnamed.Count;
        }

        await Console.Error.WriteLineAsync($"{files.Count} checked, {errors} errors{(bundle is null ? "; no rules were found, so only form and checks were looked at" : "")}.");
        return errors == 0 ? CliExitCodes.Success : CliExitCodes.Failed;
    }

    // The plain name of a product with several major versions means the default one, which the catalog determines.
    private static Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> SchemasOf(IReadOnlyDictionary<string, string> texts) =>
        texts.Select(each => DescriptorReader.Read(each.Value, each.Key).Descriptor).OfType<DataProductDescriptor>().GroupBy(product => product.Name)
            .Where(versions => versions.Count() == 1).ToDictionary(versions => versions.Key, versions => versions.Single().Schema);

    // The checked descriptors, and the others of the repository, which examples may name.
    private static async Task<IReadOnlyList<DataProductDescriptor>> DescriptorsAsync(Dictionary<string, string> texts, CancellationToken cancellationToken)
    {
        var descriptors = texts.Select(each => DescriptorReader.Read(each.Value, each.Key).Descriptor).OfType<DataProductDescriptor>().ToList();
        if (PolicyFiles.Repository() is { } repository && Directory.Exists(Path.Combine(repository, "domains")))
        {
            foreach (var file in PolicyFiles.Find(Path.Combine(repository, "domains")))
            {
                if (DescriptorReader.Read(await ReadAsync(file, cancellationToken), file).Descriptor is { } product)
                {
                    descriptors.Add(product);
                }
            }
        }

        return descriptors;
    }

    // A service validates its own checks like this at its start.
    private static IEnumerable<string> BrokenChecks(DataProductDescriptor product, Dictionary<DataProductId, IReadOnlyList<ColumnDefinition>> known, CancellationToken cancellationToken) =>
        product.Quality.Checks.Count == 0
            ? []
            : CheckTrial.Broken(product, known.GetValueOrDefault, TimeProvider.System, cancellationToken).Select(result =>
                $"quality.checks[{product.Quality.Checks.ToList().IndexOf(result.Check)}].{result.Check.Kind}: check.broken: {result.Reason} Fix: Correct it: the product is not registered as long as it cannot be run.");

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"path: {file} cannot be read: {exception.Message}", exception);
        }
    }

    private static async Task<PolicyBundle?> ReadBundleAsync(string? given, CancellationToken cancellationToken) =>
        (given ?? PolicyFiles.RepositoryBundle()) is { } file ? (await PolicyFiles.ReadBundleAsync(file, "--policies", cancellationToken)).AsOf(TimeProvider.System.GetUtcNow()) : null;
}
