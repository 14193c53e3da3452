namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh policy</c>. Only <see cref="Rule_is_proposed_voted_on_and_shown"/> changes the rules in force.</summary>
[Collection(GovernedMeshCollection.Name)]
public sealed class PolicyCommandTests(GovernedMesh mesh)
{
    [SkippableFact]
    public async Task Rule_is_proposed_voted_on_and_shown()
    {
        mesh.Require();
        await File.WriteAllTextAsync(Path.Combine(mesh.Folder, "change.yaml"), "remove: [examples-are-given]\n");

        var proposed = await RunAsync("analyst", "analyst", 0, "propose", "change.yaml", "--reason", "Fewer rules");
        var id = proposed.Split('\t')[0];
        var stranger = await RunAsync("analyst", "analyst", 4, "vote", id, "for", "--reason", "Mine");
        var first = await RunAsync("security", "security", 0, "vote", id, "for", "--reason", "Fine");
        var second = await RunAsync("admin", "platform-admin", 0, "vote", id, "for", "--reason", "Fine");
        var shown = await RunAsync("analyst", "analyst", 0, "show", "--yaml");
        var words = await RunAsync("analyst", "analyst", 0, "show");
        var difference = await RunAsync("analyst", "analyst", 0, "diff");
        var versions = await RunAsync("analyst", "analyst", 0, "versions");
        var sha256 = proposed.Split("SHA-256 ")[1][..64];

        Assert.Contains("seats security, platform; quorum 50%, majority 50%", proposed, StringComparison.Ordinal);
        Assert.Contains("Dry run with 0 products, 0 grants, 0 subscriptions and 0 queries: 0 newly permitted and 0 newly refused pairs", proposed, StringComparison.Ordinal);
        Assert.Contains("\n  0 for and 0 against, of 2 seats\n", proposed, StringComparison.Ordinal);
        Assert.Contains("\n  1 for and 0 against, of 2 seats\n", first, StringComparison.Ordinal);
        Assert.Contains("You hold no seat that votes", stranger, StringComparison.Ordinal);
        Assert.Equal(("open", "in_force"), (first.Split('\t')[1], second.Split('\t')[1]));
        // What the vote is for is shown.
        Assert.Contains($"You vote for the text with the SHA-256 {sha256}, based on version 1.", first, StringComparison.Ordinal);
        Assert.Contains("\n-  - id: examples-are-given\n", first, StringComparison.Ordinal);
        Assert.DoesNotContain("examples-are-given", shown, StringComparison.Ordinal);
        Assert.StartsWith("Version 2 (1.0.1) is in force since ", words, StringComparison.Ordinal);
        Assert.Contains("\n-  - id: examples-are-given\n", difference, StringComparison.Ordinal);
        Assert.Equal(["2", "1"], versions.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]));
    }

    [SkippableFact]
    public async Task Vote_for_a_text_that_has_changed_since_it_was_read_is_refused()
    {
        mesh.Require();
        await File.WriteAllTextAsync(Path.Combine(mesh.Folder, "change.yaml"), "remove: [things-are-described]\n");
        var proposed = await RunAsync("analyst", "analyst", 0, "propose", "change.yaml", "--reason", "Fewer rules");
        var (id, read) = (proposed.Split('\t')[0], proposed.Split("SHA-256 ")[1][..64]);
        await File.WriteAllTextAsync(Path.Combine(mesh.Folder, "change.yaml"), "remove: [freshness-is-promised]\n");
        await RunAsync("analyst", "analyst", 0, "propose", "change.yaml", "--edit", id);

        var refused = await RunAsync("security", "security", 1, "vote", id, "for", "--reason", "Fine", "--sha256", read);

        Assert.Contains("The vote is for another text or base.", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("security security for", await RunAsync("analyst", "analyst", 0, "proposals", id), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Vote_is_for_the_date_that_was_shown()
    {
        mesh.Require();
        var version = await RunAsync("analyst", "analyst", 0, "versions");
        var at = TimeProvider.System.GetUtcNow().AddDays(300).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(mesh.Folder, "change.yaml"), $"effective_from: {at}\nremove: [things-are-described]\n");
        var proposed = await RunAsync("analyst", "analyst", 0, "propose", "change.yaml", "--reason", "Fewer rules");
        var (id, read) = (proposed.Split('\t')[0], proposed.Split("SHA-256 ")[1][..64]);

        var refused = await RunAsync("security", "security", 1, "vote", id, "for", "--reason", "Fine", "--sha256", read);
        var first = await RunAsync("security", "security", 0, "vote", id, "for", "--reason", "Fine", "--sha256", read, "--effective-from", at);
        var second = await RunAsync("admin", "platform-admin", 0, "vote", id, "for", "--reason", "Fine");

        Assert.Contains("The vote is for another date.", refused, StringComparison.Ordinal);
        Assert.Contains("\n  1 for and 0 against, of 2 seats\n", first, StringComparison.Ordinal);
        Assert.Contains($"based on version {version.Split('\t')[0]}, which takes effect at ", second, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Security_seat_tightens_and_ends_it_and_others_are_refused()
    {
        mesh.Require();
        await File.WriteAllTextAsync(Path.Combine(mesh.Folder, "closed.yaml"), "- { id: closed, description: A leak., effect: deny, actions: [read], when: { products: [orders.orders] } }\n");

        var none = await RunAsync("security", "security", 0, "tightenings");
        var usage = await RunAsync("security", "security", 2, "tighten", "--reason", "A leak");
        var wrong = await RunAsync("security", "security", 2, "tighten", "closed.yaml", "--reason", "A leak", "--product", "orders");
        var tightened = await RunAsync("security", "security", 0, "tighten", "closed.yaml", "--reason", "A leak", "--hours", "12");
        var stranger = await RunAsync("somebody", "owner", 4, "tighten", "closed.yaml", "--reason", "Mine", "--product", "orders.orders");
        var listed = await RunAsync("analyst", "analyst", 0, "tightenings");
        var shown = await RunAsync("analyst", "analyst", 0, "show");
        var ended = await RunAsync("security", "security", 0, "tighten", "--end", tightened.Split('\t')[0], "--reason", "Over");
        var after = await RunAsync("analyst", "analyst", 0, "tightenings");

        Assert.Equal("Nothing is tightened.", none.Trim());
        Assert.Contains("name a file with rules, or --end", usage, StringComparison.Ordinal);
        Assert.Contains("--product: ", wrong, StringComparison.Ordinal);
        Assert.Equal(["all products", "security", "A leak"], tightened.Trim().Split('\t')[2..]);
        Assert.Contains("People of a product's domain with the role owner tighten for it", stranger, StringComparison.Ordinal);
        Assert.Equal(tightened, listed);
        Assert.Contains("Tightened until ", shown, StringComparison.Ordinal);
        Assert.Contains("has ended", ended, StringComparison.Ordinal);
        Assert.StartsWith("ended ", after.Split('\t')[1], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Declassification_names_a_product_with_its_version_or_a_request()
    {
        mesh.Require();

        var usage = await RunAsync("security", "security", 2, "declassify", "--reason", "r");
        var version = await RunAsync("somebody", "owner", 2, "declassify", "orders.orders", "one", "--reason", "r");
        var stranger = await RunAsync("somebody", "owner", 4, "declassify", "orders.orders", "1.1.0", "--columns", "city", "--reason", "r");
        var unknown = await RunAsync("security", "security", 5, "declassify", "--approve", Guid.Empty.ToString(), "--reason", "r");
        var none = await RunAsync("security", "security", 0, "declassifications");

        Assert.Contains("name a product with its version", usage, StringComparison.Ordinal);
        Assert.Contains("version: write the version", version, StringComparison.Ordinal);
        Assert.Contains("People of domain orders with the role owner ask to declassify orders.orders", stranger, StringComparison.Ordinal);
        Assert.Contains("There is no declassification", unknown, StringComparison.Ordinal);
        Assert.Equal("There is no request.", none.Trim());
    }

    private async Task<string> RunAsync(string subject, string role, int exitCode, params string[] arguments)
    {
        var (output, errors) = await mesh.RunAsync(subject, role, exitCode, ["policy", .. arguments]);
        return output + errors;
    }
}
