namespace MeshStarter.Architecture.Tests.Rules;

public sealed class StepRuleTests
{
    private static readonly IReadOnlyDictionary<int, (string Name, IReadOnlyList<string> Folders)> Steps = StepRule.Table(new SourceFile(
        "docs/architecture.md",
        """
        | step | what happens | where |
        |---|---|---|
        | 4 transform | rows get types | `platform/Sdk/Ports/Table` |
        | 5 write | rows are written: `a` | `platform/Lake`, `domains/*/` |
        """));

    [Fact]
    public void Comments_and_spans_number_steps_as_the_table_does()
    {
        var table = StepRule.Table(new SourceFile("docs/architecture.md", Repository.Read("docs/architecture.md")));
        Assert.Equal(Enumerable.Range(1, 11), table.Keys.Order());
        HouseRule.IsFollowed(Repository.Sources("platform/", ".cs").SelectMany(source => StepRule.Violations(source, table)));
    }

    [Theory]
    [InlineData("platform/Lake/A.cs", "/// <summary>Step 5: writes.</summary>")]
    [InlineData("platform/Lake/A.cs", "/// Steps 4 to 5: writes.\n// Step 4: types\n// Step 5a: writes\nBegin(\"5 write\")")]
    [InlineData("platform/Lake/A.cs", "// step by step\nBegin(\"worker\")")]
    public void A_step_of_the_table_is_left_alone(string path, string text) => Assert.Empty(StepRule.Violations(new SourceFile(path, text), Steps));

    [Theory]
    [InlineData("/// <summary>Step 4: writes.</summary>", "platform/Lake/A.cs: Step 4 is not in this folder by docs/architecture.md. Fix: use the number of the table, or name the folder there.")]
    [InlineData("/// <summary>Step 6: writes.</summary>", "platform/Lake/A.cs: Step 6 is not in this folder by docs/architecture.md. Fix: use the number of the table, or name the folder there.")]
    [InlineData("/// Step 5: writes.\n// Step 6: more", "platform/Lake/A.cs: Step 6 is none of the steps that the file's summary names. Fix: use their numbers.")]
    [InlineData("StartActivity(\"5 publish\")", "platform/Lake/A.cs: the span 5 publish is no step of docs/architecture.md. Fix: use a number and a name of the table.")]
    public void Another_number_is_found(string text, string violation) =>
        Assert.Equal([violation], StepRule.Violations(new SourceFile("platform/Lake/A.cs", text), Steps));
}
