using System.Text.Json.Nodes;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Examples;

/// <summary>One case of a registration rule: an entry of its key <c>examples</c>. Keys that it leaves out are those of a sound descriptor.</summary>
/// <param name="Line">The line that it begins in.</param>
/// <param name="Expect">Whether the descriptor meets the rule.</param>
/// <param name="Text">The descriptor, as JSON.</param>
internal sealed record DescriptorExample(int Line, ExpectedOutcome Expect, string Text)
{
    /// <summary>Access rules without which the descriptor is looked at.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    private const string Form = "\"{ expect: deny, descriptor: { owner: Orders Team } }\"";

    private const string Sound = """
        {
          "name": "orders.example", "owner": "orders-team@company.com", "accountable": { "name": "Ada Lovelace", "email": "ada@company.com" },
          "description": "Orders of the shop, one row for each, for all who count them",
          "schema": [ { "name": "order_id", "type": "UUID", "description": "Names the order in all products" } ],
          "quality": { "freshness_sla": "5 minutes", "availability": "99.9%", "completeness": "99.9%" }, "access": { "classification": "internal" }, "examples": ["SELECT * FROM orders.example"]
        }
        """;

    /// <summary>Reads the examples of a rule; what is wrong with one is noted.</summary>
    public static IReadOnlyList<DescriptorExample> Read(YamlSection rule) => ExampleList.Read(rule, Form, ReadOne);

    private static DescriptorExample? ReadOne(YamlSection section, ExpectedOutcome? expect)
    {
        var descriptor = JsonNode.Parse(Sound)!.AsObject();
        if (section.Find("descriptor") is YamlMapping given)
        {
            foreach (var entry in given.Entries)
            {
                if (Json(entry.Value) is { } value)
                {
                    descriptor[entry.Key] = value;
                }
                else
                {
                    descriptor.Remove(entry.Key);
                }
            }
        }
        else if (section.Find("descriptor") is { } other)
        {
            section.Issues.Error(other, "value.type", "The descriptor has no keys.", $"Write {Form}.");
        }

        var without = section.Texts("without") ?? [];
        section.RefuseOthers();
        return expect is { } outcome ? new DescriptorExample(section.Mapping.Line, outcome, descriptor.ToJsonString()) { Without = [.. without.Select(rule => rule.Text)] } : null;
    }

    // true and false stay what they are; every other text is one, as in a descriptor.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true } flag when bool.TryParse(flag.Text, out var value) => JsonValue.Create(value),
        YamlScalar text => JsonValue.Create(text.Text),
        YamlSequence list => new JsonArray([.. list.Items.Select(Json)]),
        YamlMapping map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value)))),
        _ => null,
    };
}
