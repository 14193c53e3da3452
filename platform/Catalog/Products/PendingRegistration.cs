using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.SchemaRegistry;

namespace MeshStarter.Catalog.Products;

/// <summary>A version that waits to be taken in.</summary>
/// <param name="details">The version.</param>
/// <param name="descriptor">Its descriptor as it was sent.</param>
/// <param name="notice">How long a new major version waits for consumers of an earlier one.</param>
/// <param name="isOfService">Whether the product's own service registers it, which then has this version.</param>
/// <param name="record">Records the outcome; the version is kept once it has completed, and not where it fails.</param>
internal sealed class PendingRegistration(ProductDetails details, string descriptor, TimeSpan notice, bool isOfService, Func<RegistrationOutcome, Task> record)
{
    // What is recorded is a decision of the caller's request.
    private readonly ExecutionContext? _request = ExecutionContext.Capture();

    /// <summary>The schema of its contract. It is made by the caller: the intake works for all callers, one group after the other.</summary>
    public ContractSchema Schema { get; } = ContractSchema.Of(details);

    /// <summary>The version.</summary>
    public ProductDetails Details => details;

    /// <summary>Its descriptor.</summary>
    public string Descriptor => descriptor;

    /// <summary>The time that a new major version waits for consumers of an earlier one.</summary>
    public TimeSpan Notice => notice;

    /// <summary>Whether the product's own service registers it.</summary>
    public bool IsOfService => isOfService;

    /// <summary>Records the outcome, as the caller's request.</summary>
    public Task RecordAsync(RegistrationOutcome outcome)
    {
        var recorded = Task.CompletedTask;
        if (_request is null)
        {
            return record(outcome);
        }

        ExecutionContext.Run(_request, _ => recorded = record(outcome), null);
        return recorded;
    }
}
