namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh check</c> warns of a descriptor that declares less than another version of its product.</summary>
public sealed class CheckShedTests : FolderTests
{
    private static readonly string Product = Descriptors.Of("orders.orders", """
          - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: customer_email, type: STRING, description: Where the shop writes to, tags: [pii.email] }
        """, "retention: 400 days\n").Replace("internal", "confidential", StringComparison.Ordinal);

    private const string Warning = ":2: warning: version: terms.shed: 1.1.0 declares less than 1.0.0: confidential, customer_email [pii.email]. That stays in force until the mesh's rules approve it. ";

    private static readonly string Less = Product.Replace("1.0.0", "1.1.0", StringComparison.Ordinal).Replace("pii.email", "not_personal", StringComparison.Ordinal).Replace("confidential", "internal", StringComparison.Ordinal);

    private static string Rules => Path.Combine(AppContext.BaseDirectory, "mesh.yaml");

    [Fact]
    public async Task Version_alongside_it_that_declares_more_is_a_warning()
    {
        Folder.Write("a/data-product.yaml", Product);
        Folder.Write("b/data-product.yaml", Less);

        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, "check", ".", "--policies", Rules);

        Assert.Equal((0, "2 checked, 0 errors.\n"), (exitCode, errors));
        Assert.Contains("b/data-product.yaml" + Warning, Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Version_in_the_history_of_the_file_that_declares_more_is_a_warning()
    {
        Folder.Write("data-product.yaml", Product);
        await Folder.CommitAsync();
        Folder.Write("data-product.yaml", Less);

        var (_, output, _) = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules);

        Assert.StartsWith("data-product.yaml" + Warning, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_that_the_rules_approve_is_none()
    {
        Folder.Write("a/data-product.yaml", Product);
        Folder.Write("b/data-product.yaml", Less);
        Folder.Write("rules.yaml", await File.ReadAllTextAsync(Rules) + """

            declassify:
              - { product: orders.orders, version: 1.1.0, columns: [customer_email], reason: For a test }
              - { product: orders.orders, version: 1.1.0, reason: For a test }
            """);

        Assert.Equal((0, "", "2 checked, 0 errors.\n"), await MeshCommand.RunAsync(Folder.Path, null, "check", ".", "--policies", "rules.yaml"));
    }
}
