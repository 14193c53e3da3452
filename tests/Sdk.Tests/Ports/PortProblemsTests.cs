using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Tests.Outbox;

namespace MeshStarter.Sdk.Tests.Ports;

public sealed class PortProblemsTests
{
    [Theory]
    [InlineData(true, "A grant does not help: the seats that vote on the policy change a rule; the owner or the security seat ends a tightening.")]
    [InlineData(false, "Ask {owner} for access. Do it with: mesh access request a.a")]
    public void Refusal_that_no_grant_changes_does_not_advise_to_ask_for_one(bool isBeyondGrants, string advice)
    {
        var product = new OwnProduct(OrderPlaced.Descriptor, "", "Products/OrderPlaced/data-product.yaml");
        var refused = PolicyDecision.Denied($"No rule permits to read a.a. {PolicyDecision.AskOwner} Do it with: mesh access request a.a");

        Assert.Equal(
            $"{product.Name}: No rule permits to read a.a. {advice.Replace("{owner}", product.Descriptor.Owner, StringComparison.Ordinal)}",
            PortProblems.Denied(product, refused, isBeyondGrants).ProblemDetails.Detail);
    }

    [Theory]
    [InlineData(PortType.Table, "Read the table for the current state, or accept the gap and go on after 0000000000000007::00000000-0000-0000-0000-000000000000.")]
    [InlineData(PortType.Stream, "Accept the gap and go on after 0000000000000007::00000000-0000-0000-0000-000000000000.")]
    public void Reader_of_expired_events_is_sent_to_a_table_alone_that_is_there(PortType port, string advice)
    {
        var product = new OwnProduct(OrderPlaced.Descriptor with { Ports = [port] }, "", "Products/OrderPlaced/data-product.yaml");

        Assert.EndsWith($" and are gone. {advice}", PortProblems.EventsExpired(product, new FeedPosition(7, Guid.Empty)).ProblemDetails.Detail, StringComparison.Ordinal);
    }
}
