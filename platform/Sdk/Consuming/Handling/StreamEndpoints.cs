using System.Security.Claims;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Streams;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Access;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Consuming.Handling;

/// <summary>Shows the domain's own people its stream handlers, and lets its owners skip an event and replay it later.</summary>
internal static class StreamEndpoints
{
    private const int PageSize = 100;

    public static void Map(IEndpointRouteBuilder app)
    {
        var streams = app.MapGroup("/streams").RequireOwnDomain().WithTags("streams");
        streams.MapGet("", ListAsync).WithName("StreamHandlers").WithSummary("The stream handlers of this domain: how far each has come, and if it fails at which event and why");
        streams.MapPost("/skip", SkipAsync).WithName("SkipEvent").WithSummary("Skip the event at which a handler fails: it is a dead letter then, and the handler goes on");
        streams.MapGet("/dead-letters", DeadLettersAsync).WithQueryParameters().WithName("DeadLetters").WithSummary("Events that were skipped, the newest first");
        streams.MapPost("/dead-letters/{id:long}/replay", ReplayAsync).WithName("ReplayDeadLetter").WithSummary("Call the handler with an event that was skipped");
    }

    private static async Task<Ok<ItemList<StreamHandlerStatus>>> ListAsync(IEnumerable<IFollowedStream> streams, Checkpoints checkpoints, DeadLetterStore letters, CancellationToken cancellationToken)
    {
        var counts = await letters.CountAsync(cancellationToken);
        List<StreamHandlerStatus> statuses = [];
        foreach (var followed in streams.OrderBy(followed => followed.Stream.Handler, StringComparer.Ordinal))
        {
            var last = followed.Product is { } product ? await checkpoints.ReadAsync(followed.Stream.Handler, product, cancellationToken) : null;
            statuses.Add(new StreamHandlerStatus(followed.Stream.Handler, followed.Stream.Product.Product, followed.Product?.Major ?? followed.Stream.Product.Major, last, followed.Failure, counts.GetValueOrDefault(followed.Stream.Handler)));
        }

        return TypedResults.Ok(new ItemList<StreamHandlerStatus>(statuses));
    }

    private static async Task<Results<Ok<DeadLetter>, ProblemHttpResult>> SkipAsync(SkipForm form, ClaimsPrincipal user, IEnumerable<IFollowedStream> streams, DataAccess access, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(form.EventId) || string.IsNullOrWhiteSpace(form.Reason))
        {
            return Problem(StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, $"{(string.IsNullOrWhiteSpace(form.EventId) ? "event_id" : "reason")}: is missing. Give the event at which the handler fails, which GET /streams names, and why it is skipped.");
        }

        var principal = user.ToPrincipal();
        var failing = streams.Where(followed => followed.Failure?.EventId == form.EventId && (form.Handler is null || followed.Stream.Handler == form.Handler)).ToList();
        if (failing is not [var handler])
        {
            return failing.Count > 1
                ? Problem(StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, $"handler: is missing. Several handlers fail at event {Quoted.Text(form.EventId)}: {string.Join(", ", failing.Select(followed => followed.Stream.Handler))}. Name one of them.")
                : NotFailing(form.EventId);
        }

        if (await RefusalAsync(principal, access, $"May skip event {form.EventId} of {handler.Stream.Product} in {handler.Stream.Handler}: {form.Reason}") is { } refusal)
        {
            return refusal;
        }

        return await handler.SkipAsync(form.EventId, principal.Subject, form.Reason, cancellationToken) is { } letter ? TypedResults.Ok(letter) : NotFailing(form.EventId);
    }

    private static async Task<Results<Ok<DeadLetterPage>, ProblemHttpResult>> DeadLettersAsync(DeadLetterStore letters, CancellationToken cancellationToken, long? before = null)
    {
        var found = await letters.ListAsync(before, PageSize + 1, cancellationToken);
        return TypedResults.Ok(found.Count > PageSize ? new DeadLetterPage([.. found.Take(PageSize)], found[PageSize - 1].Id) : new DeadLetterPage(found, Next: null));
    }

    private static async Task<Results<Ok<DeadLetter>, ProblemHttpResult>> ReplayAsync(long id, ClaimsPrincipal user, IEnumerable<IFollowedStream> streams, DeadLetterStore letters, DataAccess access, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(id, cancellationToken) is not { } letter)
        {
            return Problem(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"id: there is no dead letter {id}. GET /streams/dead-letters lists them.");
        }

        if (letter.ReplayedAt is not null)
        {
            return TypedResults.Ok(letter);
        }

        if (streams.FirstOrDefault(followed => followed.Stream.Handler == letter.Handler && followed.Stream.Product.Product == letter.Product) is not { } handler)
        {
            return Conflict($"{letter.Handler} does not follow {letter.Reference} any more, so it cannot be called with event {letter.EventId}.");
        }

        if (await RefusalAsync(user.ToPrincipal(), access, $"May replay event {letter.EventId} of {letter.Reference} in {letter.Handler}.") is { } refusal)
        {
            return refusal;
        }

        try
        {
            return await handler.ReplayAsync(letter, cancellationToken) is { } problem
                ? Conflict(problem)
                : TypedResults.Ok((await letters.FindAsync(id, cancellationToken))!);
        }
        catch (HttpRequestException exception)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, $"The stream of {letter.Reference} cannot be read: {exception.Message.TrimEnd('.')}. Try again in a moment.");
        }
    }

    // Services of the domain may look, and its owners decide. It is audited in either case.
    private static async Task<ProblemHttpResult?> RefusalAsync(Principal principal, DataAccess access, string actionText)
    {
        var isOwner = principal.Roles.Contains(MeshRoles.Owner);
        await access.RecordOperationAsync(principal, isOwner, isOwner ? actionText : "Only an owner of the domain may skip and replay events of its stream handlers.");
        return isOwner ? null : Problem(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Only an owner of the domain may skip and replay events of its stream handlers.");
    }

    private static ProblemHttpResult NotFailing(string eventId) => Problem(
        StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"event_id: no handler of this domain fails at event {Quoted.Text(eventId)}. GET /streams names the event of each that fails, once it is known which one of several it is.");

    private static ProblemHttpResult Conflict(string detail) => Problem(StatusCodes.Status409Conflict, ProblemTypes.StateConflict, detail);

    private static ProblemHttpResult Problem(int status, string type, string detail) => TypedResults.Problem(detail, statusCode: status, type: type);
}
