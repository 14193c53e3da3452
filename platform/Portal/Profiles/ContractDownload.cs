using System.Net;
using System.Net.Mime;
using MeshStarter.Contracts.Products;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Profiles;

/// <summary>Gets a product's contract as a file from the catalog, as the signed-in persona.</summary>
internal sealed class ContractDownload(MeshClient mesh)
{
    /// <summary>Gets the file; null if there is none that the persona may see.</summary>
    /// <exception cref="ServiceException">The catalog or governance does not answer, or refuses.</exception>
    public async Task<(byte[] Content, string MediaType, string FileName)?> FindAsync(string persona, ProductReference product, string query, CancellationToken cancellationToken)
    {
        using var response = await mesh.SendAsync(persona, MeshClient.Catalog, $"products/{product}/contract{query}", cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            return null;
        }

        return response.IsSuccessStatusCode
            ? (await response.Content.ReadAsByteArrayAsync(cancellationToken),
                response.Content.Headers.ContentType?.ToString() ?? MediaTypeNames.Application.Octet,
                response.Content.Headers.ContentDisposition?.FileNameStar ?? "contract")
            : throw new ServiceRefusedException($"{MeshClient.Catalog} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
    }
}
