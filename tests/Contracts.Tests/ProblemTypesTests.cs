using System.Reflection;

namespace MeshStarter.Contracts.Tests;

public sealed class ProblemTypesTests
{
    [Fact]
    public void Every_problem_type_has_a_row_in_the_docs_and_every_row_a_type()
    {
        var constants = typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.Name != nameof(ProblemTypes.Prefix))
            .Select(field => (string)field.GetRawConstantValue()!);
        using var page = new StreamReader(typeof(ProblemTypesTests).Assembly.GetManifestResourceStream("problems.md")!);
        var rows = page.ReadToEnd().Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);
        Assert.Equal(constants.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }
}
