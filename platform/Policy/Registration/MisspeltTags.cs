using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary>Finds tags that look like one by which the rules mask columns, and that no mask matches. A team's own tag may look so too: each is a warning.</summary>
public static class MisspeltTags
{
    private const string Rule = "tag.unknown";

    /// <summary>Returns a warning for each column with such a tag.</summary>
    /// <param name="bundle">The rules.</param>
    /// <param name="descriptor">The descriptor.</param>
    public static IEnumerable<PolicyViolation> Find(PolicyBundle bundle, DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(descriptor);
        var masked = bundle.Access.SelectMany(rule => rule.Tags).Distinct(StringComparer.Ordinal).ToList();
        return from column in descriptor.Schema.Index()
               from tag in column.Item.Tags
               where !masked.Any(general => ColumnTag.Covers(general, tag))
               let meant = Meant(tag, masked)
               where meant is not null
               select new PolicyViolation(
                   Rule, descriptor.Name, $"schema[{column.Index}].tags", $"No rule masks the tag {Quoted.Text(tag)} of {column.Item.Name}, and one masks {meant}.", $"Did you mean {meant}?", IssueSeverity.Warning);
    }

    private static string? Meant(string tag, List<string> masked)
    {
        var dotted = tag.Replace('_', '.');
        return masked.Exists(general => ColumnTag.Covers(general, dotted)) ? dotted : masked.Select(general => Meant(tag, general)).FirstOrDefault(meant => meant is not null);
    }

    // A tag of the rules covers kinds of it: as many words of the tag are compared, and the others stay.
    private static string? Meant(string tag, string general)
    {
        var (words, count) = (tag.Split('.'), general.Count(letter => letter == '.') + 1);
        // An edit away from three letters are many words that mean another thing, such as pin: of a single word none is added.
        return words.Length == 1 && general.Length < 4 && !tag.All(general.Contains) ? null
            : Suggestion.Nearest(string.Join('.', words.Take(count)), [general]) is { } nearest ? string.Join('.', words.Skip(count).Prepend(nearest)) : null;
    }
}
