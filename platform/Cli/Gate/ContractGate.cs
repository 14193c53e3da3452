using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;

namespace MeshStarter.Cli.Gate;

/// <summary>
/// Compares a descriptor with the earlier ones of its product, as the catalog does when the product is registered: <see cref="VersionRule"/> decides
/// whether the version says enough about what changed.
/// </summary>
/// <param name="baseline">The earlier descriptors.</param>
/// <param name="readers">Finds who a change breaks; null where there is no mesh that knows.</param>
internal sealed class ContractGate(Baseline baseline, BrokenReaders? readers)
{
    /// <summary>Returns a finding for each change: an error where the version says too little about it, else a note. A breaking one has its readers after it.</summary>
    /// <param name="product">The descriptor.</param>
    /// <param name="file">Its file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="CliException">The catalog does not answer.</exception>
    public async Task<IReadOnlyList<Finding>> FindAsync(DataProductDescriptor product, string file, CheckedText text, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        foreach (var finding in Findings(product, file, text))
        {
            findings.Add(finding);
            if (readers is not null && finding.Impact == ChangeImpact.Breaking && Before(Existing(product, Path.GetFullPath(file)), product) is { } before)
            {
                findings.AddRange(await readers.FindAsync(finding, before, product, cancellationToken));
            }
        }

        return findings;
    }

    private IEnumerable<Finding> Findings(DataProductDescriptor declared, string file, CheckedText text)
    {
        var path = Path.GetFullPath(file);
        var product = AsBefore(declared);
        if (baseline.Descriptors.Any(earlier => earlier.File == path && earlier.Product is null))
        {
            yield return text.Warning("", "against.unreadable", $"The descriptor of {baseline.Name} has an error, and is not compared.", "Compare with a commit that passes the check.");
        }

        var existing = Existing(product, path);
        if (Before(existing, product) is not { } before)
        {
            yield break;
        }

        var problem = VersionRule.Problem(existing, product);
        if (product.Version < before.Version)
        {
            yield return text.Error("version", "version.low", problem!.Text["version: ".Length..], $"Write \"version: {problem.Least}\".");
        }

        foreach (var change in ContractComparison.Between(before, product))
        {
            yield return Of(change, before, problem, product, text);
        }

        if (before.Version.Major != product.Version.Major && VersionBefore.Empty(product, file, text) is { } empty)
        {
            yield return empty;
        }
    }

    private static DataProductDescriptor? Before(List<DataProductDescriptor> existing, DataProductDescriptor product) =>
        existing.Find(earlier => earlier.Version.Major == product.Version.Major) ?? existing.Where(earlier => earlier.Version < product.Version).MaxBy(earlier => earlier.Version);

    // A repository may have a product twice, as in samples; the one of the same file is the one before.
    private List<DataProductDescriptor> Existing(DataProductDescriptor product, string path) =>
    [
        .. baseline.Descriptors.Where(earlier => earlier.Product?.Name == product.Name).OrderBy(earlier => earlier.File != path)
            .Select(earlier => earlier.Product!).DistinctBy(earlier => earlier.Version.Major),
    ];

    // A catalog does not have the interval, and registration does not compare it.
    private DataProductDescriptor AsBefore(DataProductDescriptor product) => baseline.IsRegistered ? product with { PublishInterval = null } : product;

    private Finding Of(ContractChange change, DataProductDescriptor before, VersionProblem? problem, DataProductDescriptor product, CheckedText text)
    {
        var least = VersionRule.Least(before.Version, change.Impact);
        var (severity, verdict, fix) = problem is null || product.Version >= least
            ? (FindingSeverity.Note, $"{product.Version} says so.", Finding.NoFix)
            : (FindingSeverity.Error, $"{product.Version} says too little: the least version is {problem.Least}.", $"Write \"version: {problem.Least}\", or take the change back.");
        var finding = text.At(severity, KeyOf(change, product), RuleOf(change.Impact), $"{change.Message} {ImpactOf(change.Impact)} of {before.Name} {before.Version} in {baseline.Name}. {verdict}", fix);
        return finding with { Key = change.Field, Impact = change.Impact, LeastVersion = problem?.Least ?? least };
    }

    private static string RuleOf(ChangeImpact impact) => impact switch
    {
        ChangeImpact.Breaking => "contract.breaking",
        ChangeImpact.Minor => "contract.minor",
        _ => "contract.patch",
    };

    private static string ImpactOf(ChangeImpact impact) => impact switch
    {
        ChangeImpact.Breaking => "That breaks readers",
        ChangeImpact.Minor => "Readers notice that, and lose nothing,",
        _ => "That changes nothing for readers",
    };

    // Where the term is in the descriptor: schema.total is an entry of the list.
    private static string KeyOf(ContractChange change, DataProductDescriptor product) => change switch
    {
        { Check: { } check } => product.Quality.Checks.Index().Where(other => other.Item.Includes(check)).Select(other => $"quality.checks[{other.Index}]").FirstOrDefault(change.Field),
        _ when change.Field.StartsWith("schema.", StringComparison.Ordinal) => product.Schema.Index().Where(column => $"schema.{column.Item.Name}" == change.Field).Select(column => $"schema[{column.Index}]").FirstOrDefault("schema"),
        _ => change.Field,
    };
}
