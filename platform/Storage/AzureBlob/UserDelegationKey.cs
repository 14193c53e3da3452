using System.Xml.Linq;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>A key that signs with a part of an identity's rights, for a while ("Get User Delegation Key", Azure Storage REST). Its text has no secret.</summary>
/// <param name="ObjectId">The identity.</param>
/// <param name="TenantId">The identity's tenant.</param>
/// <param name="Start">Its beginning, as the service wrote it.</param>
/// <param name="Expiry">Its end, as the service wrote it.</param>
/// <param name="Service">The service that it is for.</param>
/// <param name="Version">The version of the service.</param>
public sealed record UserDelegationKey(string ObjectId, string TenantId, string Start, string Expiry, string Service, string Version)
{
    /// <summary>The bytes that sign.</summary>
    internal byte[] Bytes { get; init; } = [];

    /// <summary>Reads the service's answer.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static UserDelegationKey Read(Stream xml)
    {
        try
        {
            var root = XDocument.Load(xml).Root!;
            string Text(string name) => root.Element(name)?.Value ?? throw new FormatException($"The user delegation key came without {name}.");
            return new UserDelegationKey(Text("SignedOid"), Text("SignedTid"), Text("SignedStart"), Text("SignedExpiry"), Text("SignedService"), Text("SignedVersion"))
            {
                Bytes = Convert.FromBase64String(Text("Value")),
            };
        }
        catch (System.Xml.XmlException exception)
        {
            throw new FormatException("The user delegation key is no XML.", exception);
        }
    }
}
