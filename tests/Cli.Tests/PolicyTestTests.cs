namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh policy test</c>: exit code, findings on standard output, the summary on standard error.</summary>
public sealed class PolicyTestTests : FolderTests
{
    private const string Rules = """
        version: 1.0.0
        access:
          - id: analysts-read
            description: Analysts read.
            effect: permit
            actions: [read]
            when: { roles: [analyst] }
            examples:
              - { expect: permit, who: { roles: [analyst] }, product: orders.orders }
              - { expect: deny, who: { roles: [owner] }, product: orders.orders }
        registration: []
        """;

    [Fact]
    public async Task Default_rules_pass_and_other_files_are_named()
    {
        var (code, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, "policy", "test", Path.Combine(AppContext.BaseDirectory, "mesh.yaml"));

        Assert.Equal((0, ""), (code, output));
        Assert.EndsWith("examples, 0 errors.", errors.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_with_sound_examples_pass_and_a_product_that_no_folder_has_is_found()
    {
        await WriteAsync(Rules);
        var (code, output, errors) = await RunAsync();
        Assert.Equal((0, "", "2 examples, 0 errors."), (code, output, errors.Trim()));

        await WriteAsync(Rules.Replace("product: orders.orders", "product: orders.order", StringComparison.Ordinal));
        (code, output, _) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("There is no product orders.order, and the example does not describe it.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_name_file_line_rule_and_fix()
    {
        await WriteAsync(Rules.Replace("when: { roles: [analyst] }", "when: { roles: [analist] }", StringComparison.Ordinal));

        var (code, output, errors) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Equal(
            [
                "rules.yaml:3: analysts-read: role.unknown: There is no role \"analist\". Fix: Did you mean analyst?",
                "rules.yaml:9: analysts-read: example.failed: It is refused to read orders.orders: No rule permits to read orders.orders, which is internal and belongs to the domain orders. Ask its owner for access. Do it with: mesh access request orders.orders --purpose \"…\", or on the portal's page /access/request?product=orders.orders. Fix: Correct the example or the rules.",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("2 examples, 2 errors.", errors.Trim());
        Assert.Equal(1, (await RunAsync("--role", "analist")).ExitCode);
    }

    [Fact]
    public async Task Fault_of_a_change_is_named_by_its_line_in_the_file()
    {
        await WriteAsync("reason: r\nadd:\n  - id: closed\n    description: d\n    efect: deny\n    actions: [read]\n    when: { roles: [analyst] }\n");

        var (code, output, errors) = await RunAsync();

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("file: rules.yaml:3: add[0].effect: key.missing: The key effect is missing. Fix: Use one of ", errors, StringComparison.Ordinal);
        Assert.EndsWith(".\nrules.yaml:5: add[0].efect: key.unknown: The key \"efect\" is not known here. Fix: Did you mean effect?\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_example_of_a_change_is_named_by_its_own_line_in_the_file()
    {
        // The rules that a change is of are those of the repository.
        Directory.CreateDirectory(Path.Combine(Folder.Path, "platform", "Governance", "Policies"));
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "platform", "Governance", "Policies", "mesh.yaml"), Rules);
        await WriteAsync("""
            reason: r
            add:
              - description: Owners write.
                id: owners-read
                effect: permit
                actions: [read]
                when: { roles: [owner] }
                examples:
                  - { expect: permit, who: { roles: [owner] }, product: orders.orders }
                  - { expect: permit, who: { roles: [auditor] }, product: orders.orders }
                  - expect: deny
                    who: { roles: [owner] }
                    product: orders.orders
            change:
              - id: analysts-read
                description: Analysts read.
                effect: permit
                actions: [read]
                when: { roles: [analyst] }
                examples:
                  - { expect: permit, who: { roles: [analyst] }, product: orders.orders }
            """);

        var (code, output, _) = await RunAsync();

        Assert.Equal(1, code);
        Assert.Equal(
            ["rules.yaml:10: owners-read: example.failed", "rules.yaml:11: owners-read: example.failed", "rules.yaml:15: analysts-read: example.missing"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(':', line.Split(':')[..4])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Wrong_arguments_are_a_usage_error()
    {
        Assert.Equal(2, (await MeshCommand.RunAsync(Folder.Path, null, "policy", "test")).ExitCode);
        await WriteAsync("access: [");
        var (code, _, errors) = await RunAsync();
        Assert.Equal(2, code);
        Assert.StartsWith("file: rules.yaml:", errors, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] more) =>
        MeshCommand.RunAsync(Folder.Path, null, ["policy", "test", "rules.yaml", "--products", "products", .. more]);

    private async Task WriteAsync(string rules)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "rules.yaml"), rules);
        Directory.CreateDirectory(Path.Combine(Folder.Path, "products"));
        await File.WriteAllTextAsync(
            Path.Combine(Folder.Path, "products", "data-product.yaml"),
            "name: orders.orders\nowner: orders-team@company.com\ndescription: Orders\nschema:\n  - { name: order_id, type: UUID, description: d }\nquality: { freshness_sla: \"5 minutes\" }\naccess: { classification: internal }\nexamples: [\"SELECT 1\"]\n");
    }
}
