"""What can go wrong in the engine: codes, and their English wording for the log and for `str`.

The screen words the same codes in the user's language. What stands in braces are an error's parameters; a parameter
may itself be a code with parameters (`errors.Said`).
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    # what the machine refused
    "memory_limit_low": "there is too little memory (`ulimit -v` allows {megabytes} MB); raise the limit to 800 MB",
    "memory_short": "there is too little memory; close other programs or raise the limit",
    "files_short": "too many files are open; close other programs or raise the limit (`ulimit -n`)",
    "threads_short": "no more threads may be started; raise the limit (`ulimit -u`), or free some memory",
    "place_refused": "{path}: {reason}; check that place, or name another",
    "memory_short_limited": (
        "there is too little memory (`ulimit -v` allows {megabytes} MB); close other programs or raise the limit"
    ),
    # calibration profiles
    "profile_name": "profile name {name!r}: use 1 to {longest} letters, digits, hyphens and underscores",
    "no_profile": "no calibration profile {name!r} ({known}); `poise calibrate` makes one",
    "not_readable": "{path}: cannot be read ({reason}); check its permissions",
    "bad_profile": "{path}: not a calibration profile ({reason}); calibrate again",
    "not_writable": "{path}: cannot be written ({reason}); check the folder",
    "no_such_profile": "no calibration profile {name!r}",
    "not_deletable": "{path}: cannot be deleted ({reason})",
    "no_profile_yet": "there is none yet",
    # cameras, films and streams
    "source_failed": "{name}: reading failed ({reason}); open it again",
    "bad_video": "{path}: not a video that can be read (damaged, cut off or another kind of file)",
    "empty_video": "{path}: the video holds no readable picture; convert or record it again",
    "torn_video": "{path}: breaks off after {end_s:.1f} s of {length_s:.1f} s; copy or convert the file again",
    "no_camera_named": "no camera is named; write auto, demo, 0, /dev/video0, a video file or a stream's address",
    "not_fast": "{camera}: --fast is for video files and the demo; a camera has only the present",
    "empty_pipeline": "{camera}: the pipeline is empty; write for example gst:v4l2src ! videoconvert",
    "no_gstreamer": (
        "{camera}: this OpenCV knows no GStreamer; use the system's (python3-opencv), see models/JETSON.md"
    ),
    "silent_pipeline": "{camera}: no picture comes from this pipeline; try it with gst-launch-1.0 first",
    "silent_stream": "{camera}: no video comes from there; check the address, the camera and the network",
    "ribbon_number": "{camera}: name the camera by its number, such as csi:0",
    "bad_address": "{camera}: not an address of a stream ({reason}); check how it is written",
    "video_folder": "{path}: is a folder; name a video file in it",
    "video_not_plain": "{path}: is a pipe or a device, not a video file",
    "video_empty_file": "{path}: the file is empty; record or copy it again",
    "video_missing": (
        "{path}: no such file; check the name, or use 0 or /dev/video0 for a webcam and 'demo' for the demo"
    ),
    "webcam_silent": "gives no picture; check that it is plugged in and that the terminal may use the camera",
    "webcam_missing": "no such camera; plug it in, or use --camera demo",
    "webcam_forbidden": "no permission; run 'sudo usermod -aG video $USER' and log in again",
    "webcam_refused": "cannot be opened ({reason}); plug it in again, or use --camera demo",
    "webcam_other": "is not a camera; use a number or /dev/videoN",
    "webcam_busy": "gives no picture; another program may be using it: close that, or try the next number",
    "webcam": "{path}: {problem}",
    # a laptop's camera
    "nobody_lends": (
        "lent: nobody lends on port {port} of this machine; does `poise lend` run on the laptop, and did `ssh -R "
        "{port}:{host}:{port}` bring you here?"
    ),
    "no_ticket": "lent: that is no ticket; copy the whole of PORT:TOKEN that `poise lend` shows",
    "ticket_used": "lent: this ticket was used already, or is over; start `poise lend` anew",
    "lent_in_use": "lent: another Poise uses the laptop's camera now; end that one first",
    "nothing_to_lend": "lent: the laptop has no camera to lend: {reason}",
    "ticket_open": "{path}: others may read it; delete it and start `poise lend` anew",
    "ticket_missing": (
        "lent: there is no ticket here; run `poise lend` on the laptop and set {variable} to what it shows"
    ),
    "ticket_unreadable": "{path}: cannot be read ({reason}); delete it and start `poise lend` anew",
    "ticket_unwritable": "{path}: cannot be written ({reason}); free some space",
    # cues and the session
    "mood_map": "mood map {pair!r}: write EXPRESSION=MOOD with an expression of {expressions} and a mood of {moods}",
    "policy_shares": "cue policy: limit, mark_at and present are shares between 0 and 1",
    "policy_positive": "cue policy: filter_s, full_s, drain and longest_step_s have to be above 0",
    "policy_negative": "cue policy: spare_s, dwell_s, cooldown_s, forget_s and the caps cannot be below 0",
    "policy_loudest": "cue policy: loudest {loudest} has to be 0 (silent), 1, 2 or 3",
    "no_policy": "cue policy {name!r}: choose one of {names}",
    "session_failed": "the session failed unexpectedly ({reason}); the log has the details",
    # settings
    "settings_unwritable": "{path}: cannot be written ({reason})",
    "settings_not_toml": "{path}: not TOML: {reason}; mend it before changing settings",
    "no_setting": "{key}: no such setting; there are {names}",
    "settings_unreadable": "{path}: cannot be read ({reason}); mend it or move it away",
    "settings_nested": "{path}: not TOML: nested too deeply; mend it or move the file away",
    "settings_bad_line": "{path}: not TOML: {reason}; mend that line or move the file away",
    "setting_value": "{key} = {value!r}: write {allowed}",
    "setting_value_at": "{where}: {key} = {value!r}: write {allowed}",
    "variable": "variable {name}",
    "option": "option",
    "line_of": "{path}, line {line}",
    "one_of": "{first} or {last}",
    "whole": "a whole number from {lowest} to {highest}",
    "switch": "true or false",
    "allowed_theme": "auto, or the name of a theme",
    "allowed_camera": "auto, demo, lent, a number, a device, a file or the address of a stream",
    "allowed_format": "the name of a format, such as quick",
    "allowed_bank": "auto, banks by name with commas between them, or a file",
    "allowed_categories": "codes of categories, joined by commas, or nothing for all",
    "allowed_player": "auto, or the name of a player that `poise doctor` lists",
    "allowed_speech_voice": "the name of a voice, or nothing for the language's own",
    "allowed_norms": "limits such as pace_high=5, pause_s=0.7, or nothing for the usual ones",
    "allowed_model": "the folder or file of a model, or nothing",
    "allowed_command": "the command of whisper.cpp, by name or path",
    "allowed_weights": "the name of a network, or an .onnx file",
    "allowed_profile": "the name of a calibration profile, or nothing for none",
    "allowed_folder": "a folder, or nothing for the usual one",
    "allowed_day": "a day such as 2026-12-02, or nothing",
    # the store
    "store_alien_version": "{path}: store version {version} was never made by Poise; move the file away",
    "store_newer": (
        "{path}: made by a newer Poise (store version {version}, this one knows {known}); update Poise or use "
        "another --data-dir"
    ),
    "store_not_plain": "{path}: not a plain file, but a folder, pipe or device; move it away",
    "store_foreign": "{path}: another program's database; move the file away, a new one is made",
    "store_refused": "{path}: {reason}; check the folder or use another --data-dir",
    "session_damaged": "{path}: session {session} is damaged ({kind}: {reason}); delete it in the app's history",
    "no_session": "{path}: there is no session {session}; `poise history` lists them",
    "no_store": "{path}: there is no store to salvage",
    "no_session_yet": "{path}: no session is stored yet; `poise interview` makes one",
    "session_runs": "{path}: session {session} is running in another Poise ({who}); end it there first",
    "owner": "process {pid}, since {since}",
    "owner_unknown": "another process",
    "store_not_store": "{path}: not a Poise store or damaged; move the file away, a new one is made",
    "store_damaged": "{path}: damaged; `poise history --salvage` saves what can be read and keeps the damaged copy",
    "store_held": "{path}: another program holds the store; close it and try again",
    "store_unwritable": (
        "{path}: cannot be written; check the permissions of file and folder or use another --data-dir"
    ),
    "store_full": "{path}: the disk is full; free some space",
    "store_disk": "{path}: the disk failed or is full; free some space or use another --data-dir",
    "store_closed": "{path}: cannot be opened; check the permissions of file and folder or use another --data-dir",
    "store_failed": "{path}: {reason}",
    "no_folder": "{path} is no folder",
    # a centre's server
    "server_address": "POISE_STORE: write postgresql://user:password@host/name, or leave it out",
    "server_unnamed": "POISE_STORE: name the centre's server, as in postgresql://user:password@host/name",
    "server_driver": "POISE_STORE needs `pip install 'poise-interview[postgres]'`",
    "server_address_bad": "POISE_STORE: the address cannot be read; write postgresql://user@host:5432/name",
    "server_gone": "{address}: {reason}; sessions stay here and follow when it is back",
    # archives of the user's data
    "target_folder": "{path}: is a folder; name a file",
    "target_there": "{path}: is there already; choose another name, or --force replaces it",
    "archive_name": "{name!r}: no archive of Poise may hold a file of this name; rename it or leave it out",
    "archive_refused": "{path}: {reason}; check the folder and the room on the disk",
    "no_archive": "{path}: there is no such file",
    "archive_newer": "{path}: made by a newer Poise ({version}); update Poise, then import it",
    "data_there": "{path}: is there already; --replace puts {archive} in its place and keeps it aside",
    "archive_no_room": "{path}: there is no room for it in {folder}; free some space",
    "archive_session_runs": "{path}: session {session} is running now; end it, then import",
    "archive_damaged": "{path}: {why}; nothing was changed; make it anew with `poise export`",
    "not_an_archive": "not an archive of Poise, or damaged",
    "archive_many": "more than {most} files in it",
    "archive_bomb": "it would unpack to far more than an archive of Poise does",
    "archive_manifest": "its files are not those of its manifest",
    "archive_link": "{name} is a link or no plain file",
    "archive_member": "{name} is damaged",
    "archive_sessions": "its sessions are damaged",
    "archive_sessions_newer": "its sessions are a newer Poise's",
    "archive_settings": "its settings are damaged",
    # networks and finders
    "no_finder": "finder {name!r}: choose one of {names}",
    "no_place": "face {name!r}: choose one of {names}",
    "no_cascade": "{path}: the face cascade is missing or damaged; install Poise again",
    "network_outputs": "{path}: {outputs} outputs for {classes} registered classes",
    "network_no_number": "{path}: the network gives no number for a face; choose other weights",
    "network_not_run": "{path}: not a network that onnxruntime can run ({reason})",
    "network_unusable": "{path}: not a network that can be used ({reason}); choose other weights",
    "provider_fails": "provider {name!r}: it does not start here ({reason}); choose auto or cpu",
    "no_provider": (
        "provider {name!r}: this onnxruntime offers {names} only; choose auto or cpu, or install its build for "
        "GPUs (models/JETSON.md)"
    ),
    "no_weights": "weights {name!r}: no such network in {registry}; it has {names}, or name an .onnx file",
    "part_missing": "{path} is missing; install Poise again, or make it with 'poise lab landmarks'",
    "weights_elsewhere": (
        "weights {name!r}: not in the installed package ({size}); copy {file} from {where} to {folder}, or make "
        "it: {command}"
    ),
    "weights_changed": "{path}: not the registered weights (sha256 differs); fetch it again or export it anew",
    "weights_classes": "{path}: needs two or more different classes and a temperature above 0",
    "register_empty": "{path}: names no network; it needs a table [networks.NAME]",
    "weights_not_plain": "{path}: the weights cannot be read (not a plain file); check the name",
    "weights_no_classes": (
        "{path}: its classes are not known; export it with 'poise lab export', or put a {registry} beside it"
    ),
    "weights_bad_json": "{path}: its description is not JSON ({reason}); export it again",
    "weights_bad_input": "{path}: {reason}; export the network again",
    "register_unreadable": (
        "{path}: the register of networks cannot be read ({reason}); install Poise again, or set {variable} to a "
        "folder with {registry}"
    ),
    "register_not_toml": "{path}: not valid TOML ({reason})",
    "weights_bad_table": "{path}.{reason}; export the network again with 'poise lab export'",
    "weights_unreadable": "{path}: the weights cannot be read ({reason}); check the name",
    "voice_changed": "{path}: not the registered weights (sha256 differs); install Poise again",
    "voice_other": "{path}: not the voice network (its inputs are {names})",
    "voice_unreadable": "{path}: cannot be read ({reason}); install Poise again",
    "voice_register": "{path}: names no voice network ({reason}); install Poise again",
    "nothing": "none",
    "provider_silent": "onnxruntime went on without it",
    "too_slow": "it is not done with one face after {limit_s:g} s",
}
