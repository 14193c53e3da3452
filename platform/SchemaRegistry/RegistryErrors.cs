namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The refusals of a schema registry with Confluent's numbers and words, by which clients decide.</summary>
internal static class RegistryErrors
{
    public static RegistryAnswer BadRequest(string message) => Of(400, 400, message);

    public static RegistryAnswer Forbidden(string message) => Of(403, 40301, message);

    public static RegistryAnswer NoSubject(string subject) => Of(404, 40401, $"Subject '{subject}' not found.");

    public static RegistryAnswer NoVersion(int version) => Of(404, 40402, $"Version {version} not found.");

    public static RegistryAnswer NoSchema() => Of(404, 40403, "Schema not found");

    public static RegistryAnswer NoSchema(object id) => Of(404, 40403, $"Schema {id} not found");

    public static RegistryAnswer SubjectDeleted(string subject) => Of(404, 40404, $"Subject '{subject}' was soft deleted.Set permanent=true to delete permanently");

    public static RegistryAnswer SubjectNotDeleted(string subject) => Of(404, 40405, $"Subject '{subject}' was not deleted first before being permanently deleted");

    public static RegistryAnswer VersionDeleted(string subject, int version) => Of(404, 40406, $"Subject '{subject}' Version {version} was soft deleted.Set permanent=true to delete permanently");

    public static RegistryAnswer VersionNotDeleted(string subject, int version) => Of(404, 40407, $"Subject '{subject}' Version {version} was not deleted first before being permanently deleted");

    public static RegistryAnswer NoLevel(string subject) => Of(404, 40408, $"Subject '{subject}' does not have subject-level compatibility configured");

    public static RegistryAnswer NoMode(string subject) => Of(404, 40409, $"Subject '{subject}' does not have subject-level mode configured");

    public static RegistryAnswer Incompatible(string subject, IEnumerable<string> details) =>
        Of(409, 40901, $"Schema being registered is incompatible with an earlier schema for subject \"{subject}\", details: [{string.Join(", ", details)}]");

    public static RegistryAnswer InvalidSchema(string reason) => Of(422, 42201, $"Invalid schema of type AVRO, details: {reason}");

    public static RegistryAnswer InvalidVersion(string version) =>
        Of(422, 42202, $"The specified version '{version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");

    public static RegistryAnswer VersionOutOfOrder(int version, int next) => Of(422, 42202, $"The specified version '{version}' is not the subject's next one, which is {next}.");

    public static RegistryAnswer InvalidLevel() =>
        Of(422, 42203, "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive");

    public static RegistryAnswer InvalidMode() => Of(422, 42204, "Invalid mode. Valid values are READWRITE, READONLY, READONLY_OVERRIDE and IMPORT.");

    public static RegistryAnswer NotPermitted(string message) => Of(422, 42205, message);

    public static RegistryAnswer NoReference(SchemaReference reference) =>
        InvalidSchema($"No schema reference found for subject \"{reference.Subject}\" and version {reference.Version}");

    public static RegistryAnswer ReferenceExists(string subject, int version) =>
        Of(422, 42206, $"One or more references exist to the schema {{magic=1,keytype=SCHEMA,subject={subject},version={version}}}.");

    public static RegistryAnswer IdDiffers(int id) => Of(422, 42207, $"The id {id} does not match: the schema has another id, or the id represents another schema.");

    public static RegistryAnswer IdTooLarge(int id) => Of(422, 42207, $"The id {id} is too large: an imported id is at most {SchemaRequest.MaximumImportedId}.");

    public static RegistryAnswer VersionTooLarge(int version) =>
        Of(422, 42202, $"The specified version '{version}' is too large: an imported version is at most {SchemaRequest.MaximumImportedVersion}.");

    public static RegistryAnswer NumbersUsedUp(string subject) =>
        NotPermitted($"No number is left for a new schema or version of subject '{subject}'. Delete the subject for good and register it under another name.");

    public static RegistryAnswer InvalidSubject(string subject) => Of(422, 42208, $"The specified subject '{subject}' is not a valid.");

    private static RegistryAnswer Of(int status, int code, string message) => RegistryAnswer.Error(status, code, message);
}
