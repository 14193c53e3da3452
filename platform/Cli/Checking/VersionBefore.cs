using MeshStarter.Cli.Findings;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Checking;

/// <summary>
/// Compares versions with those before: the one that the running catalog has, or that of the last commit. A version may be too low for what changed, and a new
/// major version is empty.
/// </summary>
/// <param name="registered">The products of the running catalog; null for git alone.</param>
internal sealed class VersionBefore(RegisteredProducts? registered)
{
    /// <summary>Warns that a new major version has no rows; null for one that reads all rows of its source.</summary>
    /// <param name="product">The product.</param>
    /// <param name="file">The descriptor's file.</param>
    /// <param name="text">Its text.</param>
    public static Finding? Empty(DataProductDescriptor product, string file, CheckedText text) => SourceFiles.HasSource(file) ? null : text.Warning(
        "version", "version.empty", $"{product.Name}@{product.Version.Major} is empty until rows are emitted: a new major version has none of the rows of the one before.",
        $"Emit them to it, for example with mesh product refill {product.Name}@{product.Version.Major} where the domain offers it.");

    /// <summary>Returns an error for each change that the version says too little about, and the warning, where there are any.</summary>
    public async Task<IEnumerable<Finding>> FindAsync(DataProductDescriptor product, string file, CheckedText text, CancellationToken cancellationToken)
    {
        var ((before, isNew), where) = registered is null ? (await CommittedAsync(file, cancellationToken), "the last commit") : (await RegisteredAsync(registered, product, cancellationToken), "the catalog");
        var same = before?.Name == product.Name ? before : null;
        var tooLow = same is not null && VersionRule.Problem([same], product) is { } problem ? TooLow(problem, same, product, where).Select(message => text.Error("version", "version.low", message, $"Write \"version: {problem.Least}\".")) : [];
        var empty = product.Version.Major > ProductVersion.First.Major && (isNew || (before is not null && same?.Version.Major != product.Version.Major)) ? Empty(product, file, text) : null;
        return empty is null ? tooLow : tooLow.Append(empty);
    }

    private static IEnumerable<string> TooLow(VersionProblem problem, DataProductDescriptor before, DataProductDescriptor product, string where) => problem.Changes.Count == 0
        ? [$"{problem.Text["version: ".Length..]} That is of {where}."]
        : problem.Changes.Select(change => $"{product.Version} says too little about what changed since {before.Version} of {before.Name} in {where}: {change} {(change.Impact == ChangeImpact.Breaking ? "That breaks readers" : "Readers notice that")}.");

    // Without a repository, or before its first commit, nothing is known: neither a version before nor that there is none.
    private static async Task<(DataProductDescriptor? Before, bool IsNew)> CommittedAsync(string file, CancellationToken cancellationToken) =>
        await GitFile.HeadAsync(file, cancellationToken) is { } text ? (DescriptorReader.Read(text, file).Descriptor, false) : (null, await GitFile.IsNewAsync(file, cancellationToken));

    private static async Task<(DataProductDescriptor? Before, bool IsNew)> RegisteredAsync(RegisteredProducts registered, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        var before = await registered.FindMajorVersionAsync(product.Name, product.Version.Major, cancellationToken);
        return (before, before is null);
    }
}
