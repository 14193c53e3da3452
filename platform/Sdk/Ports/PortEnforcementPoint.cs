using MeshStarter.Contracts;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports;

/// <summary>Step 9 where rows leave: readers come in at every port by the same steps.</summary>
internal sealed class PortEnforcementPoint(OwnProducts products, OwnMajorVersions majorVersions, DataAccess access)
{
    /// <summary>
    /// Finds the product that a port's address names, says where it is deprecated, and decides whether the caller may read it. What else is
    /// wrong with a question is said after: it tells of the contract, which is not for who may not read.
    /// </summary>
    /// <returns>The reader, or the answer to give instead; a refusal is written down.</returns>
    public (PortReader? Reader, ProblemHttpResult? Problem) Enter(HttpContext http, string product, PortType port)
    {
        var (own, notServed) = PortProduct.Find(product, port, products, majorVersions);
        if (own is null)
        {
            return (null, notServed);
        }

        PortDeprecation.Notify(http.Response, majorVersions.StatusOf(own));
        var principal = http.User.ToPrincipal();
        var reader = new PortReader(principal, own, access.Decide(principal, own));
        if (reader.Decision.Permit)
        {
            return (reader, null);
        }

        Record(reader);
        return (null, PortProblems.Denied(own, reader.Decision));
    }

    /// <summary>Writes down that a reader reads. It must happen before any row leaves.</summary>
    /// <exception cref="ServiceDefaults.Governance.AuditUnavailableException">It cannot be written down: it may not take effect.</exception>
    public void Record(PortReader reader) => access.Record(reader.Principal, reader.Product, reader.Decision);
}
