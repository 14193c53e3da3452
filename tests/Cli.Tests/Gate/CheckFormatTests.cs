using System.Text.Json;
using System.Xml.Linq;

namespace MeshStarter.Cli.Tests.Gate;

/// <summary><c>mesh check --format</c> writes findings as GitHub, readers of SARIF and of JUnit take them.</summary>
public sealed class CheckFormatTests : FolderTests
{
    private const string Shown = "quality.freshness_sla: contract.breaking: The promise was 5 minutes and is 10 minutes. That breaks readers of shop.orders 1.0.0 in before. 1.0.0 says too little: the least version is 2.0.0. Fix: Write \"version: 2.0.0\", or take the change back.";

    public CheckFormatTests()
    {
        Folder.Write("before/data-product.yaml", ContractEdit.Before);
        Folder.Write("now, 100%/data-product.yaml", ContractEdit.Before.Replace("freshness_sla: 5 minutes", "freshness_sla: 10 minutes", StringComparison.Ordinal));
        Folder.Write("other/data-product.yaml", ContractEdit.Of("shop.parcels", ContractEdit.Before));
    }

    [Fact]
    public async Task Text_is_a_line_with_file_and_line()
    {
        var (exitCode, output) = await CheckAsync("text");

        Assert.Equal((1, $"now, 100%/data-product.yaml:15: {Shown}\n"), (exitCode, output));
    }

    [Fact]
    public async Task GitHub_gets_a_command_whose_texts_are_escaped()
    {
        var (exitCode, output) = await CheckAsync("github");

        Assert.Equal((1, $"::error file=now%2C 100%25/data-product.yaml,line=15,col=3,title=contract.breaking::{Shown}\n"), (exitCode, output));
    }

    [Fact]
    public async Task Build_gets_an_error_at_the_full_path()
    {
        var (exitCode, output) = await CheckAsync("msbuild");

        var text = Shown.Replace("contract.breaking: ", "", StringComparison.Ordinal);
        Assert.Equal((1, $"{Path.Combine(Folder.Path, "now, 100%/data-product.yaml")}(15,3): error contract.breaking: {text}\n"), (exitCode, output));
    }

    [Fact]
    public async Task Sarif_has_the_rule_the_level_and_the_place()
    {
        var (exitCode, output) = await CheckAsync("sarif");

        using var document = JsonDocument.Parse(output);
        var run = document.RootElement.GetProperty("runs")[0];
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal((1, "2.1.0"), (exitCode, document.RootElement.GetProperty("version").GetString()));
        Assert.Equal("mesh check", run.GetProperty("tool").GetProperty("driver").GetProperty("name").GetString());
        Assert.Equal("contract.breaking", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal(("contract.breaking", "error", Shown), (result.GetProperty("ruleId").GetString(), result.GetProperty("level").GetString(), result.GetProperty("message").GetProperty("text").GetString()));
        Assert.Equal("now%2C%20100%25/data-product.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((15, 3), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    public async Task Sarif_without_findings_is_a_document_too()
    {
        var (exitCode, output, _) = await MeshCommand.RunAsync(Folder.Path, null, "check", "other", "--format", "sarif");

        using var document = JsonDocument.Parse(output);
        Assert.Equal((0, 0), (exitCode, document.RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength()));
    }

    [Fact]
    public async Task JUnit_has_a_failure_for_the_finding_and_a_success_for_the_other_file()
    {
        var (exitCode, output) = await CheckAsync("junit");

        var suite = Assert.Single(XElement.Parse(output).Elements("testsuite"));
        var tests = suite.Elements("testcase").ToList();
        Assert.Equal((1, "2", "1"), (exitCode, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal(["other/data-product.yaml", "now, 100%/data-product.yaml"], tests.Select(test => test.Attribute("classname")!.Value));
        Assert.Null(tests[0].Element("failure"));
        Assert.Equal(("contract.breaking", $"now, 100%/data-product.yaml:15: {Shown}"), (tests[1].Element("failure")!.Attribute("type")!.Value, tests[1].Element("failure")!.Value));
    }

    [Theory]
    [InlineData("github", "::notice file=", "::warning file=")]
    [InlineData("msbuild", ": message contract.breaking: ", ": warning version.empty: ")]
    [InlineData("sarif", "\"level\":\"note\"", "\"level\":\"warning\"")]
    public async Task Note_and_warning_have_the_words_of_the_form(string format, string note, string warning)
    {
        Folder.Write("next/data-product.yaml", ContractEdit.Before.Replace("freshness_sla: 5 minutes", "freshness_sla: 10 minutes", StringComparison.Ordinal).Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));

        var (exitCode, output, _) = await MeshCommand.RunAsync(Folder.Path, null, "check", "next", "--against", "before", "--format", format);

        Assert.Equal(0, exitCode);
        Assert.Contains(note, output, StringComparison.Ordinal);
        Assert.Contains(warning, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "xml")]
    [InlineData("--fail-on", "note")]
    public async Task Another_word_is_refused(string option, string word)
    {
        var (exitCode, _, errors) = await MeshCommand.RunAsync(Folder.Path, null, "check", "other", option, word);

        Assert.Equal(2, exitCode);
        Assert.Contains(word, errors, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> CheckAsync(string format) =>
        await MeshCommand.RunAsync(Folder.Path, null, "check", "now, 100%", "other", "--against", "before", "--format", format) is var (exitCode, output, _) ? (exitCode, output) : default;
}
