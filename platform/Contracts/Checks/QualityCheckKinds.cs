using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Checks;

/// <summary>The kinds of quality checks by the key that names them in a descriptor.</summary>
public static class QualityCheckKinds
{
    private static readonly OrderedDictionary<string, (Func<CheckSection, QualityCheck?> Read, Func<JsonElement, QualityCheck> Parse, Func<JsonObject> Schema)> Kinds = new(StringComparer.Ordinal)
    {
        [NotNullCheck.Name] = (NotNullCheck.Read, NotNullCheck.Parse, NotNullCheck.Schema),
        [UniqueCheck.Name] = (UniqueCheck.Read, UniqueCheck.Parse, UniqueCheck.Schema),
        [AcceptedValuesCheck.Name] = (AcceptedValuesCheck.Read, AcceptedValuesCheck.Parse, AcceptedValuesCheck.Schema),
        [RangeCheck.Name] = (RangeCheck.Read, RangeCheck.Parse, RangeCheck.Schema),
        [RegexCheck.Name] = (RegexCheck.Read, RegexCheck.Parse, RegexCheck.Schema),
        [RowCountCheck.Name] = (RowCountCheck.Read, RowCountCheck.Parse, RowCountCheck.Schema),
        [FreshnessCheck.Name] = (FreshnessCheck.Read, FreshnessCheck.Parse, FreshnessCheck.Schema),
        [CompletenessCheck.Name] = (CompletenessCheck.Read, CompletenessCheck.Parse, CompletenessCheck.Schema),
        [ReferentialCheck.Name] = (ReferentialCheck.Read, ReferentialCheck.Parse, ReferentialCheck.Schema),
        [DistributionDriftCheck.Name] = (DistributionDriftCheck.Read, DistributionDriftCheck.Parse, DistributionDriftCheck.Schema),
        [SqlCheck.Name] = (SqlCheck.Read, SqlCheck.Parse, SqlCheck.Schema),
    };

    /// <summary>The keys, in the order of messages and docs.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Kinds.Keys];

    /// <summary>Reads the check of a kind; null when something is wrong with it, which is noted.</summary>
    internal static QualityCheck? Read(string kind, CheckSection section) => Kinds[kind].Read(section);

    /// <summary>Reads the check of a kind from its terms in JSON.</summary>
    internal static QualityCheck Parse(string kind, JsonElement terms) => Kinds.TryGetValue(kind, out var known)
        ? known.Parse(terms)
        : throw new JsonException($"{Quoted.Text(kind)} is not a kind of check: {string.Join(", ", All)}.");

    /// <summary>The form of a kind's terms in the JSON Schema of <c>data-product.yaml</c>.</summary>
    internal static JsonObject Schema(string kind) => Kinds[kind].Schema();
}
