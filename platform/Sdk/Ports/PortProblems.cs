using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports;

/// <summary>The problems that every port answers with when it cannot serve.</summary>
internal static class PortProblems
{
    /// <param name="product">The name in the address.</param>
    /// <param name="port">The port.</param>
    /// <param name="those">The products with such a port that the caller may discover.</param>
    public static ProblemHttpResult NoPort(string product, PortType port, IReadOnlyList<OwnProduct> those) => Without(product, $"{WireNames.Of(port)} port", those);

    /// <param name="product">The name in the address.</param>
    /// <param name="those">The products that the caller may discover.</param>
    public static ProblemHttpResult NoProduct(string product, IReadOnlyList<OwnProduct> those) => None($"\"{product}\" is not served here", "is served", "are served", those);

    /// <param name="product">The name in the address.</param>
    /// <param name="those">The products with a table that the caller may discover.</param>
    public static ProblemHttpResult NoTable(string product, IReadOnlyList<OwnProduct> those) => Without(product, "table", those);

    /// <param name="product">The product.</param>
    /// <param name="decision">The refusal to read it.</param>
    /// <param name="isBeyondGrants">Whether it is refused with a grant, too.</param>
    public static ProblemHttpResult Denied(OwnProduct product, PolicyDecision decision, bool isBeyondGrants) => isBeyondGrants
        ? Forbidden(product, $"{WithoutAdvice(decision.ReasonWithRules)} A grant does not help: the seats that vote on the policy change a rule; the owner or the security seat ends a tightening.")
        : Forbidden(product, decision, PolicyDecision.AskOwner, $"Ask {product.Descriptor.Owner} for access.");

    /// <param name="product">The product.</param>
    /// <param name="decision">The refusal to operate it, which no grant permits.</param>
    public static ProblemHttpResult NotOperated(OwnProduct product, PolicyDecision decision) =>
        Forbidden(product, decision, PolicyDecision.OwnersDo, $"No grant permits that: its domain does it, {product.Descriptor.Owner}.");

    /// <param name="end">Why the reader may see less of the answer.</param>
    public static ProblemHttpResult Ended(AnswerEnd end) => TypedResults.Problem(
        end.Message, statusCode: StatusCodes.Status403Forbidden, type: ProblemTypes.GrantRevoked);

    public static ProblemHttpResult Retired(OwnProduct product, MajorVersionStatus status) => TypedResults.Problem(
        $"{product.Id.Reference} was retired{(status.RetiresAt is { } at ? $" at {at:u}" : "")}{(status.Successor is { } successor ? $"; {successor} takes its place" : "")}.",
        statusCode: StatusCodes.Status410Gone,
        type: ProblemTypes.ProductRetired);

    public static ProblemHttpResult NotRegistered(OwnProduct product) => TypedResults.Problem(
        $"{product.Id.Reference} is not served: the catalog has not taken its descriptor, and who may see which of its columns is decided by no other. Try again in a moment; where it was refused the log of this service says why, and {product.Descriptor.Owner} fixes it.",
        statusCode: StatusCodes.Status503ServiceUnavailable,
        type: ProblemTypes.Unavailable);

    /// <param name="product">The product.</param>
    /// <param name="setting">The setting that is missing.</param>
    public static ProblemHttpResult NoSource(OwnProduct product, string setting) => TypedResults.Problem(
        $"{product.Id.Reference} is not served: its source has no connection. {product.Descriptor.Owner} gives it as setting {setting}.",
        statusCode: StatusCodes.Status503ServiceUnavailable,
        type: ProblemTypes.Unavailable);

    /// <param name="product">The product.</param>
    /// <param name="last">The last of the events that are gone.</param>
    public static ProblemHttpResult EventsExpired(OwnProduct product, FeedPosition last) => TypedResults.Problem(
        $"lastEventId: events of {product.Name} after this one have had their retention{(product.Descriptor.Retention is { } terms ? $" ({DurationText.Format(terms.Keep)})" : "")} and are gone. {(product.HasTable ? "Read the table for the current state, or accept" : "Accept")} the gap and go on after {last}.",
        statusCode: StatusCodes.Status410Gone,
        type: ProblemTypes.EventsExpired,
        extensions: [KeyValuePair.Create<string, object?>("last_expired_event_id", last.ToString())]);

    public static ProblemHttpResult BadRequest(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.BadRequest);

    public static ProblemHttpResult NotFound(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound, type: ProblemTypes.NotFound);

    // Whom to ask is said once, by the address.
    private static ProblemHttpResult Forbidden(OwnProduct product, PolicyDecision decision, string general, string withOwner)
    {
        var reason = decision.ReasonWithRules;
        return Forbidden(product, reason.Contains(general, StringComparison.Ordinal) ? reason.Replace(general, withOwner, StringComparison.Ordinal) : $"{reason} {withOwner}");
    }

    private static string WithoutAdvice(string reason) => reason.IndexOf(PolicyDecision.AskOwner, StringComparison.Ordinal) is var advice and >= 0 ? reason[..advice].TrimEnd() : reason;

    private static ProblemHttpResult Forbidden(OwnProduct product, string detail) =>
        TypedResults.Problem($"{product.Name}: {detail}", statusCode: StatusCodes.Status403Forbidden, type: ProblemTypes.Forbidden);

    private static ProblemHttpResult Without(string product, string what, IReadOnlyList<OwnProduct> those) => None($"\"{product}\" has no {what} here", "has one", "have one", those);

    private static ProblemHttpResult None(string problem, string one, string several, IReadOnlyList<OwnProduct> those)
    {
        var served = those.Select(own => own.Name.Product).Distinct(StringComparer.Ordinal).ToList();
        return TypedResults.Problem(
            $"product: {problem}; {(served.Count == 0 ? $"no product of this domain that you may see {one}" : $"those that {several} are {string.Join(", ", served)}")}.",
            statusCode: StatusCodes.Status404NotFound,
            type: ProblemTypes.ProductNotFound);
    }
}
