using MeshStarter.Cli.Findings;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;

namespace MeshStarter.Cli.Gate;

/// <summary>Finds major versions of products that have no descriptor any more, although readers still have them.</summary>
/// <param name="baseline">The earlier descriptors.</param>
/// <param name="retired">The major versions that are retired.</param>
/// <param name="readers">Finds who still reads them; null where there is no mesh that knows.</param>
internal sealed class RemovedVersions(Baseline baseline, RetiredVersions retired, BrokenReaders? readers)
{
    private const string Rule = "version.removed";

    /// <summary>Returns an error for each version that is gone, a warning for one whose successor came in its place, and a note for a retired one.</summary>
    /// <param name="known">All descriptors of now, by full path.</param>
    /// <param name="texts">The texts of the checked ones by full path, those with an error too.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<Finding>> FindAsync(IReadOnlyDictionary<string, DataProductDescriptor> known, IReadOnlyDictionary<string, CheckedText> texts, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        var versions = known.Values.Select(product => (product.Name, product.Version.Major)).ToHashSet();
        foreach (var earlier in baseline.Descriptors.Where(earlier => earlier is { IsChecked: true, Product: not null }))
        {
            var gone = earlier.Product!;
            // What an unreadable file declares is not known; its errors fail the check.
            var isUnreadable = texts.ContainsKey(earlier.File) && !known.ContainsKey(earlier.File);
            if (isUnreadable || versions.Contains((gone.Name, gone.Version.Major)))
            {
                continue;
            }

            var (key, file) = known.GetValueOrDefault(earlier.File) is { } there ? (there.Name == gone.Name ? "version" : "name", texts.GetValueOrDefault(earlier.File)) : ("", null);
            var place = file ?? new CheckedText(Path.GetRelativePath(Directory.GetCurrentDirectory(), earlier.File), "");
            var finding = await OfAsync(gone, key, place, known.Values, cancellationToken);
            findings.Add(finding);
            if (readers is not null && finding.Severity > FindingSeverity.Note)
            {
                findings.AddRange(await readers.FindAsync(finding, gone, now: null, cancellationToken));
            }
        }

        return findings;
    }

    private async Task<Finding> OfAsync(DataProductDescriptor gone, string key, CheckedText place, IEnumerable<DataProductDescriptor> now, CancellationToken cancellationToken)
    {
        var name = $"{gone.Name}@{gone.Version.Major}";
        if (await retired.IncludeAsync(gone.Name, gone.Version.Major, cancellationToken))
        {
            return place.At(FindingSeverity.Note, key, Rule, $"{name} has no descriptor any more, and is retired.", Finding.NoFix);
        }

        var isReplaced = now.Any(product => product.Name == gone.Name && product.Version.Major > gone.Version.Major
            && !baseline.Descriptors.Any(earlier => earlier.Product is { } known && known.Name == product.Name && known.Version.Major == product.Version.Major));
        var fix = $"Keep its descriptor until its end, in a folder of its own; once it is retired, say so with --retired {name}, or name a running mesh with --mesh <address>.";
        return isReplaced
            ? place.Warning(key, Rule, $"{name} has no descriptor any more: its ports end at once, while its readers change to the new version.", fix)
            : place.Error(key, Rule, $"{name} has no descriptor any more, and nothing says that it is retired. That breaks its readers.", fix) with { Impact = ChangeImpact.Breaking };
    }
}
