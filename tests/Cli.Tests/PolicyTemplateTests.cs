using System.Text.Json.Nodes;

namespace MeshStarter.Cli.Tests;

/// <summary>The rules that <c>dotnet new mesh-policy</c> writes, as <c>mesh policy test</c> takes them.</summary>
public sealed class PolicyTemplateTests : FolderTests
{
    // A test of policy compares them with the kinds of rules.
    private static IEnumerable<string> Effects => JsonNode.Parse(File.ReadAllText(Path.Combine(Template, ".template.config", "template.json")))!["symbols"]!["effect"]!["choices"]!.AsArray()
        .Select(choice => choice!["choice"]!.GetValue<string>());

    private static string Template => Path.Combine(RepositoryFolder.Root, "templates", "mesh-policy");

    [Fact]
    public async Task Stamped_rules_pass_their_examples_once_they_have_a_reason_and_a_broken_one_is_found_at_its_line()
    {
        await NewAsync("install", Template);
        foreach (var effect in Effects)
        {
            await NewAsync("mesh-policy", "--rule", $"Rule_{effect}", "--effect", effect, "--output", Folder.Path);
            var stamped = FileOf(effect);
            var (code, found, refusal) = await TestAsync(effect);
            Assert.Equal((2, ""), (code, found));
            Assert.StartsWith($"file: {stamped}:3: reason: reason.placeholder: The reason is still the text of the template. Fix: Write why the mesh needs the change", refusal, StringComparison.Ordinal);
            var text = await File.ReadAllTextAsync(stamped);
            Assert.Contains("products: [", text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(stamped, text.Replace("(Say why the mesh needs this rule)", "Totals are for their owner", StringComparison.Ordinal));
            var tested = await TestAsync(effect);
            Assert.True(tested is { ExitCode: 0, Output: "" }, tested.Output + tested.Errors);
        }

        var file = FileOf("mask");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("expect: deny, who: { domain: analytics }", "expect: deny, who: { domain: orders }", StringComparison.Ordinal));
        var (exitCode, output, _) = await TestAsync("mask");
        Assert.Equal(1, exitCode);
        Assert.Contains($"{file}:14: rule-mask: example.failed: The rule hides nothing of orders.sales from the caller.", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, ".mesh-template.json")));
    }

    [Fact]
    public async Task Change_of_a_rule_that_there_is_not_is_refused()
    {
        var file = Path.Combine(Folder.Path, "change.yaml");
        await File.WriteAllTextAsync(file, "remove: [no-such-rule]\n");
        var (exitCode, output, errors) = await MeshCommand.RunAsync(RepositoryFolder.Root, null, "policy", "test", file);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("There is no rule \"no-such-rule\" to remove.", errors, StringComparison.Ordinal);
    }

    private string FileOf(string effect) => Path.Combine(Folder.Path, "policies", $"rule-{effect}", $"rule-{effect}.yaml");

    private Task<(int ExitCode, string Output, string Errors)> TestAsync(string effect) => MeshCommand.RunAsync(RepositoryFolder.Root, null, "policy", "test", FileOf(effect));

    private async Task NewAsync(params string[] arguments)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("dotnet", ["new", .. arguments, "--debug:custom-hive", Path.Combine(Folder.Path, "hive"), "--debug:disable-sdk-templates"], patience: TimeSpan.FromMinutes(5));
        Assert.True(exit == 0, output + errors);
    }
}
