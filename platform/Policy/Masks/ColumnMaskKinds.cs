using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// The masks by name, strongest first. Choose <c>nullify</c> when not even the existence of a value may be known,
/// <c>redact</c> when no reader needs the value, <c>constant</c> when tools need a value of the type, <c>hash</c> when readers count or
/// join by it, <c>year</c> and <c>bucket</c> when they group by it, <c>partial</c> when people compare it with what they have in hand.
/// </summary>
public static class ColumnMaskKinds
{
    /// <summary><see cref="NullMask"/>.</summary>
    public const string Nullify = "nullify";

    /// <summary><see cref="RedactMask"/>.</summary>
    public const string Redact = "redact";

    /// <summary><see cref="ConstantMask"/>.</summary>
    public const string Constant = "constant";

    /// <summary><see cref="HashMask"/>.</summary>
    public const string Hash = "hash";

    /// <summary><see cref="YearMask"/>.</summary>
    public const string Year = "year";

    /// <summary><see cref="BucketMask"/>.</summary>
    public const string Bucket = "bucket";

    /// <summary><see cref="PartialMask"/>, <see cref="PartialFormMask"/>.</summary>
    public const string Partial = "partial";

    private static readonly OrderedDictionary<string, Func<YamlScalar, YamlSection?, YamlIssues, ColumnMask?>> Kinds = new(StringComparer.Ordinal)
    {
        [Nullify] = (_, _, _) => new NullMask(),
        [Redact] = (_, _, _) => new RedactMask(),
        [Constant] = ColumnMaskTerms.Constant,
        [Hash] = (_, _, _) => new HashMask(),
        [Year] = (_, _, _) => new YearMask(),
        [Bucket] = ColumnMaskTerms.Bucket,
        [Partial] = ColumnMaskTerms.Partial,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Kinds.Keys];

    /// <summary>Reads <c>mask: redact</c>, or <c>mask: { kind: partial, show_last: 4 }</c>.</summary>
    internal static ColumnMask? Read(YamlSection rule)
    {
        const string Example = "\"mask: redact\" or \"mask: { kind: partial, show_last: 4 }\"";
        switch (rule.Find("mask"))
        {
            case null:
                rule.Issues.Error(rule.Mapping.Line, rule.PathOf("mask"), "key.missing", "The key mask is missing.", $"Write {Example}.");
                return null;
            case YamlScalar kind:
                return Of(kind, null, rule.Issues);
            case var node when YamlSection.Of(node, rule.Issues, Example) is { } section:
                var named = section.RequiredScalar("kind", $"Write {Example}.");
                var mask = named is null ? null : Of(named, section, rule.Issues);
                section.RefuseOthers();
                return mask;
            default:
                return null;
        }
    }

    private static ColumnMask? Of(YamlScalar kind, YamlSection? terms, YamlIssues issues)
    {
        if (Kinds.TryGetValue(kind.Text, out var read))
        {
            return read(kind, terms, issues);
        }

        issues.Unknown(kind, "is not a mask.", All);
        return null;
    }
}
