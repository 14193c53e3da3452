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
}
