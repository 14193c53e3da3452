using System.Globalization;
using MeshStarter.Platform.Databases;

namespace MeshStarter.EmbeddedPostgres.Clusters;

/// <summary>The server's two configuration files. They are written at every start, so the text here is in effect.</summary>
internal static class ServerConfiguration
{
    private const string Preface = "# Written by MeshStarter at every start, from ServerConfiguration.cs.\n";

    private const int LeastConnections = 100;

    // The pool of a service, the sessions that it holds besides, and that of its migrations; the server's owner has as many.
    private const int ConnectionsOfDatabase = 14;

    /// <summary>A small server for one laptop that keeps every commit: nothing is traded for safety, only for memory and noise.</summary>
    public static string PostgresqlConf(int port, int major, bool hasIPv6Loopback, int databases)
    {
        var settings = new List<(string Name, string Value)>
        {
            ("listen_addresses", hasIPv6Loopback ? "127.0.0.1,::1" : "127.0.0.1"),
            ("port", port.ToString(CultureInfo.InvariantCulture)),
            ("unix_socket_directories", ""), // one endpoint only
            ("password_encryption", "scram-sha-256"),
            ("ssl", "off"),
            ("max_connections", Math.Max(LeastConnections, (databases + 1) * ConnectionsOfDatabase).ToString(CultureInfo.InvariantCulture)),

            ("shared_buffers", "32MB"),
            ("huge_pages", "off"),
            ("work_mem", "4MB"),
            ("maintenance_work_mem", "32MB"),
            ("jit", "off"), // its library alone is larger than the server
            ("max_worker_processes", "4"),
            ("max_parallel_workers", "0"),
            ("max_parallel_workers_per_gather", "0"),
            ("max_parallel_maintenance_workers", "0"),
            ("autovacuum_max_workers", "2"),

            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("full_page_writes", "on"),
            ("track_commit_timestamp", "on"), // outboxes are read in the order of commits
            ("wal_level", "minimal"), // no one replicates it
            ("max_wal_senders", "0"),
            ("max_logical_replication_workers", "0"),
            ("min_wal_size", "32MB"),
            ("max_wal_size", "256MB"),
            ("bgwriter_delay", "1s"),

            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("lc_messages", "C"),
            ("datestyle", "ISO, YMD"),
            ("client_encoding", "UTF8"),

            // Errors of statements can hold row values and stay with the client; the log has the server's own life.
            ("log_destination", "stderr"),
            ("logging_collector", "off"),
            ("log_min_messages", "log"),
            ("log_min_error_statement", "panic"),
            ("log_error_verbosity", "terse"),
            ("log_statement", "none"),
            ("log_checkpoints", "off"),
            ("log_line_prefix", ""),
            ("cluster_name", "meshstarter"),
        };
        if (OperatingSystem.IsLinux())
        {
            settings.Add(("recovery_init_sync_method", "syncfs")); // one call after a kill instead of one for each of thousands of files
        }

        if (major >= 18)
        {
            settings.Add(("io_method", "sync")); // else three more processes
        }

        return Preface + string.Concat(settings.Select(setting => $"{setting.Name} = '{setting.Value}'\n"));
    }

    /// <summary>
    /// Loopback and passwords only; all but the superuser reach only the database of their own name, and a role of migrations that of its service.
    /// </summary>
    /// <param name="migrations">The databases that have a role for their migrations.</param>
    public static string PgHbaConf(IEnumerable<string> migrations)
    {
        IEnumerable<(string Database, string Role)> rules =
            [("all", "postgres"), .. migrations.Order(StringComparer.Ordinal).Select(name => ($"\"{name}\"", $"\"{RolePlan.MigrationRole(name)}\"")), ("sameuser", "all")];
        return Preface + "# TYPE DATABASE USER ADDRESS METHOD\n" + string.Concat(
            from rule in rules
            from address in new[] { "127.0.0.1/32", "::1/128" }
            select $"host {rule.Database} {rule.Role} {address} scram-sha-256\n");
    }
}
