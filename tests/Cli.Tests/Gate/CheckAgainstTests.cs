using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Tests.Gate;

/// <summary><c>mesh check --against</c> has the verdict of registration about each change of a contract since a commit, at its line.</summary>
public sealed class CheckAgainstTests : FolderTests
{
    private static readonly IReadOnlyList<ContractEdit> Edits = [.. ContractEdit.Breaking, .. ContractEdit.Compatible];

    // Two that break readers, two that add something, and new words. One of them gives up terms.
    private static readonly IReadOnlyList<ContractEdit> Some = [.. Edits.Where(edit => edit.What is "column gone" or "fewer digits" or "optional column" or "lower classification" or "another owner")];

    [SkippableFact]
    public async Task Gate_has_the_verdict_of_registration_about_40_changes_with_file_and_line()
    {
        Assert.Equal((20, 20), (ContractEdit.Breaking.Count, ContractEdit.Compatible.Count));
        await CommitEditsAsync("1.1.0", Edits);

        var (exitCode, findings, errors) = await CheckAsync("domains", "--against", "HEAD~1");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("40 checked, 20 errors", errors, StringComparison.Ordinal);
        Assert.Equal(["terms.shed", "terms.shed"], findings.Where(finding => finding.Impact is null).Select(finding => finding.Rule));
        foreach (var (number, edit) in Edits.Index())
        {
            var finding = Assert.Single(findings, finding => finding.File == FileOf(number) && finding.Impact is not null);
            var verdict = VersionRule.Problem([Read(ContractEdit.Of(ProductOf(number), ContractEdit.Before))], Read(edit.After(ProductOf(number), "1.1.0")));
            Assert.True(verdict is not null == (edit.Impact == ChangeImpact.Breaking), edit.What);
            Assert.Equal(
                (edit.What, Severity: verdict is null ? "note" : "error", Rule: $"contract.{WireNames.Of(edit.Impact)}", Impact: WireNames.Of(edit.Impact), edit.Line, edit.Column),
                (edit.What, finding.Severity, finding.Rule, finding.Impact, finding.Line, finding.Column));
            Assert.Equal(verdict?.Least.ToString() ?? (edit.Impact == ChangeImpact.Minor ? "1.1.0" : "1.0.0"), finding.LeastVersion);
            Assert.NotEmpty(finding.Fix);
        }
    }

    [SkippableFact]
    public async Task New_major_version_in_place_passes_with_a_note_for_each_change_and_warnings()
    {
        await CommitEditsAsync("2.0.0", Some);

        var (exitCode, findings, errors) = await CheckAsync("domains", "--against", "HEAD~1");
        var strict = await CheckAsync(FileOf(0), "--against", "HEAD~1", "--fail-on", "warning");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("5 checked, 0 errors", errors, StringComparison.Ordinal);
        Assert.Equal(
            [("contract.breaking", "note", 2), ("contract.minor", "note", 2), ("contract.patch", "note", 1), ("terms.shed", "warning", 1), ("version.empty", "warning", 5), ("version.removed", "warning", 5)],
            findings.CountBy(finding => (finding.Rule, finding.Severity)).Select(count => (count.Key.Rule, count.Key.Severity, count.Value)).Order());
        Assert.All(findings.Where(finding => finding.Severity == "warning"), finding => Assert.Equal(2, finding.Line));
        Assert.Equal((1, 3), (strict.ExitCode, strict.Findings.Count));
        Assert.StartsWith("1 checked, 0 errors, 2 warnings", strict.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Note_about_which_nothing_is_to_be_done_has_no_fix_on_its_line()
    {
        await CommitEditsAsync("2.0.0", Some);

        var (_, output, _) = await MeshCommand.RunAsync(Folder.Path, null, "check", FileOf(0), "--against", "HEAD~1");

        Assert.EndsWith(" 2.0.0 says so.", Assert.Single(output.Split('\n'), line => line.Contains(": note: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Compatible_change_under_the_same_version_is_refused_as_registration_refuses_it()
    {
        await CommitEditsAsync("1.0.0", Some);

        var (exitCode, findings, _) = await CheckAsync("domains", "--against", "HEAD~1");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            [("contract.breaking", "2.0.0", 2), ("contract.minor", "1.1.0", 2)],
            findings.Where(finding => finding.Severity == "error").CountBy(finding => (finding.Rule, finding.LeastVersion)).Select(count => (count.Key.Rule, count.Key.LeastVersion!, count.Value)));
    }

    [SkippableFact]
    public async Task Folder_of_earlier_descriptors_has_the_same_verdict()
    {
        foreach (var (number, edit) in Some.Index())
        {
            Folder.Write(Path.Combine("before", $"{number}", "data-product.yaml"), ContractEdit.Of(ProductOf(number), ContractEdit.Before));
            Folder.Write(FileOf(number), edit.After(ProductOf(number), "1.1.0"));
        }

        var (exitCode, findings, _) = await CheckAsync("domains", "--against", "before");

        Assert.Equal(1, exitCode);
        Assert.Equal(
            Some.Select((edit, number) => (FileOf(number), edit.Line, edit.Impact == ChangeImpact.Breaking ? "error" : "note")).Order(),
            findings.Where(finding => finding.Impact is not null).Select(finding => (finding.File, finding.Line, finding.Severity)).Order());
    }

    private static string ProductOf(int number) => $"shop.orders_{number}";

    private static string FileOf(int number) => $"domains/Shop/Products/Orders{number}/data-product.yaml";

    private static DataProductDescriptor Read(string text) => DescriptorReader.Read(text, "data-product.yaml").Descriptor!;

    private async Task CommitEditsAsync(string version, IReadOnlyList<ContractEdit> edits)
    {
        foreach (var number in Enumerable.Range(0, edits.Count))
        {
            Folder.Write(FileOf(number), ContractEdit.Of(ProductOf(number), ContractEdit.Before));
        }

        await Folder.CommitAsync();
        foreach (var (number, edit) in edits.Index())
        {
            Folder.Write(FileOf(number), edit.After(ProductOf(number), version));
        }

        await Folder.CommitAsync();
    }

    private async Task<(int ExitCode, IReadOnlyList<WrittenFinding> Findings, string Errors)> CheckAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, ["check", .. arguments, "--format", "json"]);
        return (exitCode, WrittenFinding.Read(output), errors);
    }
}
