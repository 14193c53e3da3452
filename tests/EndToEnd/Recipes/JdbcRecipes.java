import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.*;
import java.util.*;

/** Connects as tools do that use Trino's JDBC driver, and writes one line for each fact that it saw. */
public final class JdbcRecipes {
    public static void main(String[] args) throws Exception {
        List<String> given = new ArrayList<>();
        for (String line : new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
            given.add(new String(Base64.getDecoder().decode(line.trim()), StandardCharsets.UTF_8));
        }

        try (Connection connection = connect(given.get(0), given.get(1))) {
            jdbc(connection);
        }
        try (Connection connection = connect(given.get(2), given.get(3))) {
            dbeaver(connection);
        }
        for (String prepared : new String[] {"", "\nexplicitPrepare=false"}) {
            try (Connection connection = connect(given.get(4), given.get(5) + prepared)) {
                metabase(connection, given.get(6), !prepared.isEmpty());
            }
        }
    }

    private static Connection connect(String address, String properties) throws Exception {
        Properties settings = new Properties();
        settings.load(new StringReader(properties));
        return DriverManager.getConnection(address, settings);
    }

    private static void jdbc(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT * FROM orders.orders LIMIT 10")) {
            while (rows.next()) print("jdbc row", row(rows));
        }
        print("jdbc session", connection.getMetaData().getUserName() + " " + connection.getCatalog() + " " + connection.getSchema());
    }

    // The tree of its navigator, the tabs of a table, and the pages of its rows.
    private static void dbeaver(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        connection.setAutoCommit(true);
        metadata.getDatabaseProductVersion();
        metadata.getSQLKeywords();
        metadata.getNumericFunctions();
        metadata.getStringFunctions();
        metadata.getSystemFunctions();
        metadata.getTimeDateFunctions();
        list("dbeaver types", metadata.getTypeInfo(), "TYPE_NAME");
        list("dbeaver table types", metadata.getTableTypes(), "TABLE_TYPE");
        list("dbeaver catalogs", metadata.getCatalogs(), "TABLE_CAT");
        list("dbeaver schemas", metadata.getSchemas("mesh", null), "TABLE_SCHEM");
        list("dbeaver tables", metadata.getTables("mesh", "orders", "%", null), "TABLE_NAME", "TABLE_TYPE");
        list("dbeaver columns", metadata.getColumns("mesh", "orders", "orders", "%"), "COLUMN_NAME", "TYPE_NAME", "IS_NULLABLE", "REMARKS");
        list("dbeaver keys", metadata.getPrimaryKeys("mesh", "orders", "orders"), "COLUMN_NAME");
        List<String> none = new ArrayList<>();
        for (ResultSet rows : List.of(
                metadata.getImportedKeys("mesh", "orders", "orders"), metadata.getProcedures("mesh", "orders", "%"), metadata.getTables("mesh", "orders", "%", new String[] {"VIEW"}),
                metadata.getUDTs("mesh", "orders", "%", null))) {
            while (rows.next()) none.add(rows.getString(3));
        }
        print("dbeaver none", none.toString());
        try (PreparedStatement statement = connection.prepareStatement("SHOW CREATE TABLE mesh.orders.orders"); ResultSet rows = statement.executeQuery()) {
            rows.next();
            print("dbeaver ddl", rows.getString(1));
        }
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(200);
            statement.setFetchSize(200);
            int count = 0;
            try (ResultSet rows = statement.executeQuery("SELECT * FROM mesh.orders.orders\nLIMIT 200")) {
                while (rows.next()) {
                    row(rows);
                    count++;
                }
            }
            print("dbeaver page", "" + count);
        }
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM (\nSELECT x.* FROM mesh.orders.orders x\n) dbvrcnt")) {
            rows.next();
            print("dbeaver count", rows.getString(1));
        }
        connection.setSchema("payments");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT payment_type FROM fact_payment_events x\nWHERE amount > 0\nLIMIT 1")) {
            rows.next();
        }
        connection.rollback();
        connection.setAutoCommit(true);
    }

    // Statements end with a semicolon at the end of a line; "-- with" before one has its values.
    private static void metabase(Connection connection, String statements, boolean isOptimized) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
        connection.setReadOnly(true);
        connection.unwrap(io.trino.jdbc.TrinoConnection.class).setTimeZoneId("Europe/Berlin");
        for (String text : statements.split(";\n")) {
            List<Object> values = new ArrayList<>();
            String sql = text.strip();
            boolean isPrepared = sql.startsWith("-- with");
            if (isPrepared) {
                int end = sql.indexOf('\n');
                for (String value : sql.substring("-- with".length(), end).strip().split("\\|")) {
                    if (!value.isBlank()) values.add(value.startsWith("date ") ? java.sql.Date.valueOf(value.substring(5)) : value.startsWith("int ") ? (Object) Integer.valueOf(value.substring(4)) : value);
                }
                sql = sql.substring(end + 1);
            } else if (isOptimized) {
                continue;
            }
            // A question's remark.
            String remarked = "-- Metabase:: userID: 1 queryType: MBQL queryHash: 0123 accountID: 4567 dashboardID: 8\n" + sql;
            try (PreparedStatement statement = connection.prepareStatement(sql.startsWith("SELECT") ? remarked : sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
                 Statement plain = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
                for (int i = 0; i < values.size(); i++) statement.setObject(i + 1, values.get(i));
                plain.setMaxRows(2000);
                try (ResultSet rows = isPrepared ? statement.executeQuery() : plain.executeQuery(sql.startsWith("SELECT") ? remarked : sql)) {
                    List<String> found = new ArrayList<>();
                    while (rows.next()) found.add(row(rows));
                    if (sql.contains("current_timezone")) print("metabase zone", found.toString());
                    else if (found.isEmpty()) print("metabase empty", sql);
                    else print("metabase rows", found.size() > 3 ? found.size() + " of " + found.get(0) : found.toString());
                }
            } catch (SQLException failed) {
                print("metabase failed", sql + " " + values + " -> " + failed.getMessage());
            }
        }
    }

    private static void list(String what, ResultSet rows, String... columns) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (String column : columns) values.add(String.valueOf(rows.getObject(column)));
                lines.add(String.join("|", values));
            }
        }
        print(what, lines.toString());
    }

    private static String row(ResultSet rows) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) values.add(String.valueOf(rows.getObject(i)));
        return String.join(" ", values);
    }

    private static void print(String name, String text) {
        System.out.println(name + ": " + text.replace("\n", " "));
    }
}
