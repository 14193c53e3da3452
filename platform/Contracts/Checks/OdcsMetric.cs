using System.Text.Json.Nodes;

namespace MeshStarter.Contracts.Checks;

/// <summary>A metric of ODCS 3.1.0's library that says what a check says.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Dimension">The dimension of quality.</param>
/// <param name="Operation">The keys of the rule that hold the metric against a value. A rule has exactly one operator.</param>
internal sealed record OdcsMetric(string Name, string Dimension, params IReadOnlyList<(string Key, JsonNode Value)> Operation)
{
    /// <summary>Texts as a list of the standard.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
