using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.QueryProxy.Tls;

/// <summary>
/// The certificate of this machine's own HTTPS endpoint, for clients that send tokens over TLS only (Trino's CLI and JDBC driver).
/// It is made on this machine, is alongside the mesh's data, and is renewed before it expires, also while the service runs.
/// </summary>
internal sealed partial class DevelopmentCertificate(string folder, TimeProvider time, ILogger<DevelopmentCertificate> logger) : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(14);

    private readonly Lock _lock = new();
    private X509Certificate2? _current;

    /// <summary>The certificate alone, for a client's trust store.</summary>
    public string CertificatePath { get; } = Path.Combine(folder, "query.pem");

    private string KeyPath { get; } = Path.Combine(folder, "query.key");

    /// <summary>The certificate to present now.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be written.</exception>
    public X509Certificate2 Current
    {
        get
        {
            lock (_lock)
            {
                if (_current is null || MustRenew(_current))
                {
                    // Handshakes under way may still hold the old one; it goes with the last of them.
                    _current = ReadOrMake();
                }

                return _current;
            }
        }
    }

    public void Dispose() => _current?.Dispose();

    private X509Certificate2 ReadOrMake()
    {
        try
        {
            if (Read() is { } kept)
            {
                return kept;
            }

            Make();
            LogMade(CertificatePath);
            return Read() ?? throw new CryptographicException("the certificate just made cannot be read");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartRefusedException($"The development certificate in {folder} cannot be made: {failed.Message}. Make the folder writable, or remove the files query.pem and query.key in it.", failed);
        }
    }

    private X509Certificate2? Read()
    {
        if (!File.Exists(CertificatePath) || !File.Exists(KeyPath))
        {
            return null;
        }

        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
            // Windows' TLS takes no key that lives in memory only.
            var certificate = OperatingSystem.IsWindows()
                ? X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null)
                : X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
            return MustRenew(certificate) ? null : certificate;
        }
        catch (CryptographicException)
        {
            // Half a pair, as a crash between two writes leaves it.
            return null;
        }
    }

    // One that is not valid yet was made by a clock that was ahead.
    private bool MustRenew(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotAfter.ToUniversalTime() - RenewBefore <= now || certificate.NotBefore.ToUniversalTime() > now;
    }

    private void Make()
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=MeshStarter development", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now + Validity);
        Replace(KeyPath, key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Replace(CertificatePath, certificate.ExportCertificatePem(), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    private static void Replace(string path, string text, UnixFileMode mode)
    {
        var fresh = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(fresh, options))
        {
            writer.Write(text);
            writer.WriteLine();
        }

        File.Move(fresh, path, overwrite: true);
    }

    [LoggerMessage(2320, LogLevel.Information, "A development certificate was made: {Path}")]
    private partial void LogMade(string path);
}
