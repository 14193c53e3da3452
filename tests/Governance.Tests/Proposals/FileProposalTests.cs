using System.Net;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>Outside Development a changed file of the rules is a proposal like any other: it takes effect by the votes of its seats.</summary>
[Collection(ProposalTestsDefinition.Name)]
public sealed class FileProposalTests(ProposalFixture fixture)
{
    [SkippableFact]
    public async Task Changed_file_outside_development_is_in_force_once_its_seats_have_voted_and_not_before()
    {
        await using var mesh = await ProposalMesh.StartAsync(fixture);
        fixture.NewProduct();
        var text = await File.ReadAllTextAsync(mesh.Rules);
        var changed = text.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal);

        await mesh.StopAsync();
        await File.WriteAllTextAsync(mesh.Rules, changed);
        await mesh.StartOutsideDevelopmentAsync("is proposal ");
        await mesh.RestartAsync();

        var item = Assert.Single((await mesh.GetAsync("/proposals"))["items"]!.AsArray())!;
        var proposal = await mesh.GetAsync($"/proposals/{item["id"]}");
        Assert.Equal(("file", "governance", "open", changed), (proposal["origin"]!.GetValue<string>(), proposal["author"]!.GetValue<string>(), proposal["state"]!.GetValue<string>(), proposal["text"]!.GetValue<string>()));
        Assert.Equal((1L, text), await mesh.ServedAsync());
        await mesh.VoteAsync("analyst", proposal, status: HttpStatusCode.Forbidden);
        await mesh.VoteAsync("orders-owner", proposal, status: HttpStatusCode.Forbidden);
        // A start with the same file proposes nothing further, and puts nothing into force; nor does one after the earlier file was back.
        await mesh.StopAsync();
        await mesh.StartOutsideDevelopmentAsync();
        await File.WriteAllTextAsync(mesh.Rules, text);
        await mesh.StartOutsideDevelopmentAsync();
        await File.WriteAllTextAsync(mesh.Rules, changed);
        await mesh.StartOutsideDevelopmentAsync();
        await mesh.RestartAsync();
        Assert.Single((await mesh.GetAsync("/proposals"))["items"]!.AsArray());

        var first = await mesh.VoteAsync("orders-representative", proposal);
        Assert.Equal((1L, text), await mesh.ServedAsync());
        var second = await mesh.VoteAsync("security", proposal);

        // The domains with products have a seat each, although the catalog is not queried at the start.
        Assert.Contains("orders", first["seats"]!.AsArray().Select(seat => seat!.GetValue<string>()));
        Assert.True(first["dry_run"] is not null);
        Assert.Equal(("open", "in_force", 2L), (first["state"]!.GetValue<string>(), second["state"]!.GetValue<string>(), second["version"]!.GetValue<long>()));
        Assert.Equal((2L, changed), await mesh.ServedAsync());
        Assert.Equal("governance", (await mesh.GetAsync("/policy/versions/2"))["author"]!.GetValue<string>());
        Assert.Contains(await mesh.AuditAsync(AuditActions.PolicyPropose), record => record.Subject == "governance" && record.Permit);
    }
}
