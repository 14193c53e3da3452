using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Products;

/// <summary>Step 8: takes a product into the catalog, or returns what keeps it out, which it notes of what its own service sends.</summary>
internal sealed class ProductRegistry(RegistrationDecision registrations, RefusedVersions refused)
{
    /// <summary>Registers a version of a product.</summary>
    public async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> RegisterAsync(
        Principal principal, DataProductId name, ProductVersion version, ProductRegistration registration, CancellationToken cancellationToken)
    {
        // Others than the service itself may try a version that the service does not have.
        var isOfService = principal.Domain == name.Domain && principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);
        var answer = await registrations.DecideAsync(principal, name, version, registration, isOfService, cancellationToken);
        if (isOfService && answer.Result is ProblemHttpResult { StatusCode: StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity })
        {
            await refused.AddAsync(name, version, cancellationToken);
        }

        return answer;
    }
}
