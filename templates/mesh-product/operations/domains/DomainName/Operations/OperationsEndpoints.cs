using MeshStarter.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.DomainName.Operations;

/// <summary>This domain's own API, for operational traffic of this domain only.</summary>
internal static class OperationsEndpoints
{
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder app)
    {
        var entries = app.MapGroup("/operations/entries").RequireOwnDomain().WithTags("operations");
        entries.MapPost("", SaveAsync).WithValidation<Entry>("The entry cannot be written.").WithName("SaveEntry").WithSummary("Write an entry");
        entries.MapDelete("{id:guid}", DeleteAsync).WithName("DeleteEntry").WithSummary("Delete an entry, such as a person's data");
        return app;
    }

    private static async Task<NoContent> SaveAsync(Entry entry, EntryStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        await store.SaveAsync([entry with { UpdatedAt = time.GetUtcNow() }], cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, EntryStore store, CancellationToken cancellationToken) =>
        await store.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
