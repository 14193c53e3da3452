using System.Text.Json.Nodes;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests;

public sealed class DocumentationTests
{
    [Theory]
    [InlineData("effect")]
    [InlineData("mask")]
    [InlineData("check")]
    public void Every_kind_has_a_row_in_the_docs_and_every_row_a_kind(string table)
    {
        var kinds = table switch
        {
            "effect" => AccessRuleKinds.All,
            "mask" => ColumnMaskKinds.All,
            _ => RegistrationRuleKinds.All,
        };
        var rows = DecisionCases.Text("policy.md").Split('\n')
            .SkipWhile(line => !line.StartsWith($"| {table} |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('`')[1]);
        Assert.Equal(kinds, rows);
    }

    [Fact]
    public void Template_of_rules_has_a_folder_of_each_effect_that_it_offers()
    {
        var template = JsonNode.Parse(DecisionCases.Text("mesh-policy.json"))!;
        var choices = template["symbols"]!["effect"]!["choices"]!.AsArray().Select(choice => (string)choice!["choice"]!);
        var folders = template["sources"]!.AsArray().Where(source => source!["condition"] is not null).Select(source => ((string)source!["source"]!).TrimEnd('/'));

        Assert.NotEmpty(choices);
        Assert.Equal(choices.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
        Assert.All(choices, effect => Assert.Contains(effect, AccessRuleKinds.All));
    }
}
