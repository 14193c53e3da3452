namespace MeshStarter.Cli.Tests.Gate;

/// <summary><c>mesh check --against</c> reads commits without a change to the clone, refuses what it cannot read, and misses descriptors that are gone.</summary>
public sealed class CheckRefTests : FolderTests
{
    private const string Orders = "domains/Shop/Products/Orders/data-product.yaml";
    private const string Parcels = "domains/Shop/Products/Parcels/data-product.yaml";

    [SkippableFact]
    public async Task Descriptor_that_is_gone_is_an_error_at_its_file_unless_it_is_retired()
    {
        await CommitTwoAsync();
        File.Delete(Path.Combine(Folder.Path, Parcels));

        var gone = await CheckAsync(".", "--against", "main");
        var other = await CheckAsync(".", "--against", "main", "--retired", "shop.parcels@2");
        var retired = await CheckAsync(".", "--against", "main", "--retired", "shop.parcels@1");

        var finding = Assert.Single(gone.Findings);
        Assert.Equal((1, 1), (gone.ExitCode, other.ExitCode));
        Assert.Equal((Parcels, 1, 1, "error", "version.removed", "breaking"), (finding.File, finding.Line, finding.Column, finding.Severity, finding.Rule, finding.Impact));
        Assert.StartsWith("shop.parcels@1 has no descriptor any more", finding.Message, StringComparison.Ordinal);
        Assert.Equal((0, "note"), (retired.ExitCode, Assert.Single(retired.Findings).Severity));
    }

    [SkippableFact]
    public async Task Last_descriptor_that_is_gone_and_a_renamed_product_are_errors()
    {
        await CommitTwoAsync();
        File.Delete(Path.Combine(Folder.Path, Parcels));
        Folder.Write(Orders, ContractEdit.Of("shop.purchases", ContractEdit.Before));

        var renamed = await CheckAsync("domains", "--against", "HEAD");
        File.Delete(Path.Combine(Folder.Path, Orders));
        var none = await CheckAsync("domains", "--against", "HEAD");

        Assert.Equal((1, 1), (renamed.ExitCode, none.ExitCode));
        Assert.Equal([(Orders, "name", "version.removed"), (Parcels, "", "version.removed")], renamed.Findings.Select(finding => (finding.File, finding.Key, finding.Rule)).Order());
        Assert.Equal([Orders, Parcels], none.Findings.Select(finding => finding.File).Order());
    }

    [SkippableFact]
    public async Task Descriptor_in_another_folder_is_the_same_product_and_one_outside_of_the_paths_is_not_missed()
    {
        await CommitTwoAsync();
        Directory.Move(Path.Combine(Folder.Path, "domains/Shop/Products/Orders"), Path.Combine(Folder.Path, "domains/Shop/Products/Purchases"));

        var moved = await CheckAsync(".", "--against", "HEAD");
        File.Delete(Path.Combine(Folder.Path, Parcels));
        var elsewhere = await CheckAsync("domains/Shop/Products/Purchases", "--against", "HEAD");

        Assert.Equal((0, 0), (moved.ExitCode, moved.Findings.Count));
        Assert.Equal((0, 0), (elsewhere.ExitCode, elsewhere.Findings.Count));
    }

    [SkippableFact]
    public async Task Version_before_that_of_the_commit_is_an_error_and_another_major_version_alongside_it_is_none()
    {
        await CommitTwoAsync();
        Folder.Write("domains/Shop/Products/Orders2/data-product.yaml", ContractEdit.Before.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));
        var alongside = await CheckAsync(".", "--against", "HEAD");
        Folder.Write("domains/Shop/Products/Orders2/data-product.yaml", ContractEdit.Before.Replace("version: 1.0.0", "version: 2.1.0", StringComparison.Ordinal));
        await Folder.CommitAsync();
        Folder.Write("domains/Shop/Products/Orders2/data-product.yaml", ContractEdit.Before.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));
        var lower = await CheckAsync(".", "--against", "HEAD");

        Assert.Equal((0, "version.empty"), (alongside.ExitCode, Assert.Single(alongside.Findings).Rule));
        var finding = Assert.Single(lower.Findings);
        Assert.Equal((1, "version.low", 2, "Write \"version: 2.1.0\"."), (lower.ExitCode, finding.Rule, finding.Line, finding.Fix));
    }

    [SkippableFact]
    public async Task Earlier_descriptor_with_an_error_is_a_warning()
    {
        Folder.Write("data-product.yaml", "name: shop.orders\n");
        await Folder.CommitAsync();
        Folder.Write("data-product.yaml", ContractEdit.Before);

        var (exitCode, findings, _) = await CheckAsync("data-product.yaml", "--against", "HEAD");

        Assert.Equal((0, "against.unreadable", "warning"), (exitCode, Assert.Single(findings).Rule, findings[0].Severity));
    }

    [SkippableFact]
    public async Task Ref_that_a_shallow_clone_lacks_is_an_error_that_names_the_depth()
    {
        await CommitTwoAsync();
        await Folder.CommitAsync();
        await Folder.GitAsync("clone", "-q", "--depth", "1", $"file://{Folder.Path}", "shallow");

        var shallow = await MeshCommand.RunAsync(Path.Combine(Folder.Path, "shallow"), null, "check", ".", "--against", "HEAD~1");
        var whole = await MeshCommand.RunAsync(Folder.Path, null, "check", "domains", "--against", "no-such-branch");

        Assert.Equal((2, ""), (shallow.ExitCode, shallow.Output));
        Assert.Equal("--against: this shallow clone does not have HEAD~1. Fix: Have the whole history: \"fetch-depth: 0\" of actions/checkout, or git fetch --unshallow.\n", shallow.Errors);
        Assert.Equal((2, "--against: there is no ref and no folder no-such-branch. Fix: Fetch it, or name another, such as origin/main.\n"), (whole.ExitCode, whole.Errors));
    }

    [SkippableFact]
    public async Task Ref_that_is_an_option_an_address_or_a_folder_too_is_refused()
    {
        await CommitTwoAsync();
        Directory.CreateDirectory(Path.Combine(Folder.Path, "main"));

        Assert.Equal((2, "--against: \"--output=stolen\" is no ref. Fix: Name a commit, a branch or a tag, such as origin/main, a folder, or the address of a mesh.\n"), await RefusedAsync("--against=--output=stolen"));
        Assert.Equal((4, "Not signed in at https://mesh.example.org. Run mesh login --mesh https://mesh.example.org, or name a persona of the development issuer, such as --as analyst.\n"), await RefusedAsync("--against=https://mesh.example.org"));
        Assert.Equal((2, "--against: main is a ref and a folder. Fix: Write refs/heads/main for the branch, or ./main for the folder.\n"), await RefusedAsync("--against=main"));
        Assert.Equal((2, "--against: there is no data-product.yaml in ./main. Fix: Name the folder of the earlier descriptors.\n"), await RefusedAsync("--against=./main"));
        Assert.False(File.Exists(Path.Combine(Folder.Path, "stolen")));

        async Task<(int ExitCode, string Errors)> RefusedAsync(string argument) =>
            await MeshCommand.RunAsync(Folder.Path, null, "check", ".", argument) is var (exitCode, _, errors) ? (exitCode, errors) : default;
    }

    [SkippableFact]
    public async Task Check_changes_nothing_in_the_clone()
    {
        await CommitTwoAsync();
        Folder.Write(Orders, ContractEdit.Before + "\n# not committed\n");
        var (before, status) = (Content(), await StatusAsync());

        await CheckAsync(".", "--against", "HEAD");

        Assert.Equal(before, Content());
        Assert.Equal(status, await StatusAsync());

        List<(string File, string Bytes)> Content() => [.. Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (file, Convert.ToHexString(File.ReadAllBytes(file))))];

        async Task<string> StatusAsync() => await Folder.GitAsync("--no-optional-locks", "status", "--porcelain");
    }

    private async Task CommitTwoAsync()
    {
        Folder.Write(Orders, ContractEdit.Before);
        Folder.Write(Parcels, ContractEdit.Of("shop.parcels", ContractEdit.Before));
        await Folder.CommitAsync();
    }

    private async Task<(int ExitCode, IReadOnlyList<WrittenFinding> Findings, string Errors)> CheckAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, ["check", .. arguments, "--format", "json"]);
        return (exitCode, WrittenFinding.Read(output), errors);
    }
}
